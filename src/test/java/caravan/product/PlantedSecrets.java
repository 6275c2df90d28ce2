package caravan.product;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Secrets that must appear nowhere, looked for in every form they may take: plain, escaped for a
 * URL once and twice, for JSON, in hex, and in base64, also in the middle of a longer text.
 *
 * <p>It shares no code with the product's own redaction.
 */
final class PlantedSecrets {

  private static final int SHOWN = 60;
  private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9+/]{27,}={0,2}");

  /** The forms of each secret, by its name. */
  private final Map<String, Set<String>> forms = new LinkedHashMap<>();

  private final Set<String> signatures = new HashSet<>();

  /**
   * Looks for one more secret from now on. A beginning that all secrets of a kind share is enough,
   * and finds those that were cut off too.
   *
   * @param name how findings call it
   * @param secret at least twelve characters
   */
  PlantedSecrets plant(String name, String secret) {
    forms.put(name, forms(secret));
    return this;
  }

  /** Looks for signatures too, as they stand in requests. */
  PlantedSecrets signatures(Stream<String> more) {
    more.forEach(signatures::add);
    return this;
  }

  /** Every form of a text. */
  static Set<String> forms(String text) {
    Set<String> forms = new LinkedHashSet<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String once = URLEncoder.encode(text, StandardCharsets.UTF_8);
    String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
    forms.add(text);
    forms.add(once);
    forms.add(once.replace("%2F", "/"));
    forms.add(URLEncoder.encode(once, StandardCharsets.UTF_8));
    forms.add(quoted);
    forms.add(quoted.replace("/", "\\/"));
    forms.add(
        quoted
            .replace("&", "\\u0026")
            .replace("'", "\\u0027")
            .replace("<", "\\u003c")
            .replace("=", "\\u003d")
            .replace(">", "\\u003e"));
    forms.add(HexFormat.of().formatHex(bytes));
    // However many bytes of something else come first, these groups of three are whole.
    for (int from = 0; from < 3; from++) {
      byte[] whole = Arrays.copyOfRange(bytes, from, from + (bytes.length - from) / 3 * 3);
      forms.add(Base64.getEncoder().encodeToString(whole));
      forms.add(Base64.getUrlEncoder().encodeToString(whole));
    }
    for (String form : List.copyOf(forms)) {
      if (form.contains("%")) {
        forms.add(lowerCaseEscapes(form));
      }
    }
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    return forms;
  }

  private static String lowerCaseEscapes(String form) {
    return Pattern.compile("%(?:25)*[0-9A-F]{2}")
        .matcher(form)
        .replaceAll(found -> found.group().toLowerCase(Locale.ROOT));
  }

  /**
   * Finds what was planted.
   *
   * @param place where the text comes from, for messages
   * @return one sentence for each secret and form that is there, with what stands before it
   */
  List<String> in(String place, String text) {
    List<String> found = new ArrayList<>();
    forms.forEach(
        (name, all) ->
            all.forEach(
                form -> {
                  int at = text.indexOf(form);
                  if (at >= 0) {
                    found.add(place + " shows the " + name + " as " + form + context(text, at));
                  }
                }));
    SIGNED
        .matcher(text)
        .results()
        .filter(signed -> signatures.contains(signed.group()))
        .findFirst()
        .ifPresent(
            signed ->
                found.add(
                    place
                        + " shows a signature as "
                        + signed.group()
                        + context(text, signed.start())));
    return found;
  }

  private static String context(String text, int at) {
    return " behind: "
        + text.substring(Math.max(0, at - 4 * SHOWN), at).replace('\n', ' ')
        + " ... "
        + text.substring(at, Math.min(text.length(), at + SHOWN)).replace('\n', ' ');
  }
}
