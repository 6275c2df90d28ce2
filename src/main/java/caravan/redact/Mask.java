package caravan.redact;

import static java.util.stream.Collectors.joining;

import caravan.model.Credential;
import caravan.model.PollError;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes requests and answers safe to show: without secrets and session tokens in any form, with key
 * ids and signatures shortened. What a signature is computed from stays visible.
 */
public final class Mask {

  /** A signature in running text; a shorter value is kept. */
  private static final Pattern SIGNATURE_IN_TEXT =
      Pattern.compile("(Signature=)([A-Za-z0-9+/%]{8})[A-Za-z0-9+/=%]+");

  /** A signature in a header or parameter, whatever it looks like. */
  private static final Pattern SIGNATURE =
      Pattern.compile("(?i)(Signature=)([^,;&\\s]{1,8})[^,;&\\s]*");

  /** Also matches tokens of other accounts: a user may compare with the wrong one. */
  private static final Pattern TOKEN =
      Pattern.compile("(?i)(security-?token|tc-token)(?:(=|: ?)[^\\s&]+|(%3D)(?:(?!%26)\\S)+)");

  private static final List<String> SECRET_NAMES =
      List.of("token secret password passwd pwd passphrase credential cookie apikey".split(" "));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern JSON_STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final String ESCAPE = "\\u";

  private final Redaction redaction;
  private final Redaction shape;
  private final List<String> keyIds;

  public Mask(Redaction redaction) {
    this.redaction = redaction;
    this.shape = redaction.keepingShape();
    this.keyIds = redaction.keyIds();
  }

  /** A text that is signed, for example a canonical request. */
  public String text(String text) {
    String clean = TOKEN.matcher(part(text)).replaceAll("$1$2$3" + Redaction.REDACTED);
    return shortened(SIGNATURE_IN_TEXT, clean);
  }

  /** The text without secrets, otherwise unchanged, to compare two texts. */
  public String secretsOnly(String text) {
    return shape.apply(text);
  }

  /** The URL of a request with its query, which carries the signature in one old scheme. */
  public String url(String url, String query) {
    if (query == null || query.isEmpty()) {
      return part(url);
    }
    String shown = Arrays.stream(query.split("&")).map(this::parameter).collect(joining("&"));
    return part(url) + "?" + shown;
  }

  private String parameter(String parameter) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    String value = parameter.substring(Math.min(parameter.length(), name.length() + 1));
    return isSecret(name, value)
        ? name + "=" + Redaction.REDACTED
        : shortened(SIGNATURE, part(parameter));
  }

  /** Headers by name; signatures are shortened. */
  public Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> shown.put(name, header(name, value)));
    return shown;
  }

  private String header(String name, String value) {
    if (isSecret(name, value)) {
      return Redaction.REDACTED;
    }
    String clean = part(value);
    // An authorization without a signature is not ours: all of it may be secret.
    return name.toLowerCase(Locale.ROOT).contains("authorization")
            && !SIGNATURE.matcher(clean).find()
        ? Redaction.REDACTED
        : shortened(SIGNATURE, clean);
  }

  private static boolean isSecret(String name, String value) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return SECRET_NAMES.stream().anyMatch(plain::contains)
        && !(SecretTimes.names(name) && SecretTimes.reads(value));
  }

  /** A body; removes more than the secrets if they hide behind escapes or an encoding. */
  public String body(String text) {
    return shown(text, redaction.apply(text));
  }

  /** The beginning of a longer body. */
  public String beginning(String text) {
    return shown(text, redaction.applyToBeginning(text));
  }

  private String shown(String text, String clean) {
    if (text.indexOf('\0') >= 0) {
      // UTF-16 read as UTF-8 looks like this; no secret would be found in it.
      String narrow = text.replace("\0", "");
      if (!redaction.apply(narrow).equals(narrow)) {
        return Redaction.REDACTED;
      }
    }
    return withShortIds(
        clean.contains(ESCAPE)
            ? JSON_STRING
                .matcher(clean)
                .replaceAll(found -> Matcher.quoteReplacement(unescaped(found.group())))
            : clean);
  }

  /** Redacts a JSON string behind its escapes, where a secret is spelled differently. */
  private String unescaped(String literal) {
    if (!literal.contains(ESCAPE)) {
      return literal;
    }
    try {
      String plain = JSON.readValue(literal, String.class);
      String clean = withShortIds(redaction.apply(plain));
      return clean.equals(plain) ? literal : JSON.writeValueAsString(clean);
    } catch (JsonProcessingException broken) {
      return '"' + Redaction.REDACTED + '"';
    }
  }

  /** An error, for a log or a file. */
  public PollError error(PollError error) {
    return redaction.apply(error).withTexts((text, cut) -> withShortIds(text));
  }

  /** Part of a request, which may be a signature. */
  private String part(String text) {
    return withShortIds(shape.apply(text));
  }

  private String withShortIds(String text) {
    String clean = text;
    for (String id : keyIds) {
      clean = clean.replace(id, Credential.shown(id));
    }
    return clean;
  }

  private static String shortened(Pattern signature, String text) {
    return signature.matcher(text).replaceAll("$1$2…");
  }
}
