package caravan.redact;

import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.PollError;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes requests and answers fit to be shown: no secret and no session token in any form they
 * travel in, of an access key id only so much that it can be recognized, and of a signature too
 * little to send the request with it. What a signature is made of stays visible.
 */
public final class Mask {

  private static final String MASKED = "[redacted]";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern SIGNATURE =
      Pattern.compile("(?i)(Signature=)([^,;&\\s]{1,8})[^,;&\\s]*");
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final List<String> SECRET_NAMES =
      List.of("token", "secret", "password", "passwd", "credential", "cookie", "apikey");

  private final Redaction redaction;
  private final Redaction shape;
  private final List<String> keyIds;

  /**
   * For what an account sends and is sent.
   *
   * @param account its credentials as they are now
   * @param used the credentials that the request is signed with, or null; they may be others by now
   */
  public Mask(Account account, Credential used) {
    List<Credential> known =
        Stream.of(current(account), used).filter(Objects::nonNull).distinct().toList();
    this.redaction = Redaction.of(known);
    this.shape = Redaction.keepingShape(known);
    this.keyIds = new ArrayList<>(known.stream().map(Credential::accessKeyId).distinct().toList());
    keyIds.removeIf(String::isEmpty);
  }

  private static Credential current(Account account) {
    try {
      return account.credentials().get();
    } catch (IllegalStateException unreadable) {
      return null;
    }
  }

  /** A part of a request of ours, which may be a signature. */
  private String text(String text) {
    return withoutKeyIds(shape.apply(text));
  }

  /** A body; one whose secrets hide behind escapes or another encoding loses more than those. */
  public String body(String text) {
    return shown(text, redaction.apply(text));
  }

  /** The beginning of a longer body. */
  public String beginning(String text) {
    return shown(text, redaction.applyToBeginning(text));
  }

  private String shown(String text, String clean) {
    if (text.indexOf('\0') >= 0) {
      // Text in UTF-16 looks like this; nothing finds a secret in it.
      String narrow = text.replace("\0", "");
      if (!redaction.apply(narrow).equals(narrow)) {
        return MASKED;
      }
    }
    return withoutKeyIds(clean.contains("\\u") ? withoutEscaped(clean) : clean);
  }

  /** Looks into the strings that are written with escapes, where a secret reads otherwise. */
  private String withoutEscaped(String text) {
    Matcher strings = STRING.matcher(text);
    return strings.replaceAll(found -> Matcher.quoteReplacement(withoutSecret(found.group())));
  }

  private String withoutSecret(String literal) {
    if (!literal.contains("\\u")) {
      return literal;
    }
    try {
      String plain = JSON.readValue(literal, String.class);
      String clean = withoutKeyIds(redaction.apply(plain));
      return clean.equals(plain) ? literal : JSON.writeValueAsString(clean);
    } catch (JsonProcessingException broken) {
      return '"' + MASKED + '"';
    }
  }

  /** An error, for a log or a file. */
  public PollError error(PollError error) {
    PollError clean = redaction.apply(error);
    return new PollError(
        clean.failure(),
        withoutKeyIds(clean.code()),
        clean.message() == null ? null : withoutKeyIds(clean.message()),
        clean.httpStatus(),
        clean.page(),
        clean.attempts(),
        clean.hint());
  }

  /** A URL of ours with its query, in which one old scheme carries a signature. */
  public String url(String url, String query) {
    if (query == null || query.isEmpty()) {
      return text(url);
    }
    return text(url)
        + "?"
        + Arrays.stream(query.split("&")).map(this::parameter).collect(Collectors.joining("&"));
  }

  private String parameter(String parameter) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    if (namesSecret(name)) {
      return name + "=" + MASKED;
    }
    return signature(text(parameter));
  }

  /** Headers by name; of a signature its shape is left. */
  public Map<String, String> headers(Map<String, String> headers) {
    Map<String, String> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> shown.put(name, header(name, value)));
    return shown;
  }

  private String header(String name, String value) {
    if (namesSecret(name)) {
      return MASKED;
    }
    String clean = text(value);
    if (!name.toLowerCase(Locale.ROOT).contains("authorization")) {
      return signature(clean);
    }
    // A scheme that shows no signature is not one of ours: all of it may be secret.
    Matcher shape = SIGNATURE.matcher(clean);
    return shape.find() ? signature(clean) : MASKED;
  }

  private static String signature(String text) {
    return SIGNATURE.matcher(text).replaceAll("$1$2…");
  }

  private static boolean namesSecret(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return SECRET_NAMES.stream().anyMatch(plain::contains);
  }

  private String withoutKeyIds(String text) {
    String clean = text;
    for (String id : keyIds) {
      clean = clean.replace(id, Credential.shown(id));
    }
    return clean;
  }
}
