package caravan.redact;

import caravan.json.JsonText;
import caravan.model.Paths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The forms a secret travels in: in a query, which may be encoded twice, in JSON, and in a longer
 * text that is encoded as a whole, such as user and password.
 */
final class SecretForms {

  private static final Pattern ESCAPE = Pattern.compile("%(?:25)*[0-9A-F]{2}");

  /** Bytes that Base64 encodes together. */
  private static final int GROUP = 3;

  /** Fewer groups would match unrelated text. */
  private static final int MIN_GROUPS = 3;

  private static final int MIN_HEX_BYTES = 4;

  private final Set<String> forms = new LinkedHashSet<>();

  private SecretForms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.add(secret);
    addEscaped(secret);
    addQuoted(secret);
    addEncoded(bytes);
    if (bytes.length >= MIN_HEX_BYTES) {
      forms.add(HexFormat.of().formatHex(bytes));
      forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    }
    forms.remove("");
  }

  /** All forms of a secret, none of them empty. */
  static Set<String> of(String secret) {
    return new SecretForms(secret).forms;
  }

  /** Some vendors answer a wrong signature with the text they signed, a query encoded twice. */
  private void addEscaped(String secret) {
    String once = Paths.percentEncode(secret);
    for (String escaped :
        new String[] {once, once.replace("%2F", "/"), Paths.percentEncode(once)}) {
      forms.add(escaped);
      forms.add(
          ESCAPE.matcher(escaped).replaceAll(found -> found.group().toLowerCase(Locale.ROOT)));
    }
  }

  /** JSON may escape slashes and characters of HTML, and may itself be quoted in JSON. */
  private void addQuoted(String secret) {
    String once = quoted(secret);
    String forHtml =
        once.replace("&", "\\u0026")
            .replace("'", "\\u0027")
            .replace("<", "\\u003c")
            .replace("=", "\\u003d")
            .replace(">", "\\u003e");
    for (String form : new String[] {once, once.replace("/", "\\/"), forHtml}) {
      forms.add(form);
      forms.add(quoted(form));
    }
  }

  private static String quoted(String text) {
    String value = new JsonText(text.length() + 2).value(text).toString();
    return value.substring(1, value.length() - 1);
  }

  private void addEncoded(byte[] bytes) {
    for (Base64.Encoder encoder :
        new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
      forms.add(encoder.encodeToString(bytes));
      forms.add(encoder.withoutPadding().encodeToString(bytes));
      for (int from = 0; from < GROUP; from++) {
        int groups = (bytes.length - from) / GROUP;
        if (groups >= MIN_GROUPS) {
          forms.add(encoder.encodeToString(Arrays.copyOfRange(bytes, from, from + groups * GROUP)));
        }
      }
    }
  }
}
