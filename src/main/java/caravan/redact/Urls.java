package caravan.redact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads URLs without the parts that may hold a credential, such as the signature of a download
 * link, which differs in every answer.
 */
public final class Urls {

  private static final String AUTHORITY = "://";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://|//)?(?<user>[^/]*@)?"
              + "(?<host>\\[[0-9A-Fa-f:.%]+]|[^/:@\\[\\]]+)(?::[0-9]{1,5})?(?<path>/.*)?");

  private static final Pattern FORBIDDEN = Pattern.compile("[\\s\\p{Cntrl}\\\\<>\"]");

  /**
   * A URL without user info, query and fragment.
   *
   * @param text what is left
   * @param redacted whether anything was dropped
   * @param insecure whether the scheme is plain HTTP
   */
  public record Url(String text, boolean redacted, boolean insecure) {}

  private Urls() {}

  /** Whether the text holds a URL with a scheme. */
  static boolean holds(String text) {
    return text.contains(AUTHORITY);
  }

  /** A URL, with or without a scheme; null without a host: then no part is safe to publish. */
  public static Url read(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    String address = text.substring(0, end);
    Matcher form = FORM.matcher(address);
    if (FORBIDDEN.matcher(address).find()
        || !form.matches()
        || nested(form)
        || PrivateKeys.isIn(address)) {
      return null;
    }
    boolean insecure = "http".equalsIgnoreCase(form.group("scheme"));
    if (form.group("user") == null) {
      return new Url(address, address.length() < text.length(), insecure);
    }
    String safe = address.substring(0, form.start("user")) + address.substring(form.end("user"));
    return new Url(safe, true, insecure);
  }

  /** A URL inside the path may hold credentials of its own. */
  private static boolean nested(Matcher form) {
    return form.group("path") != null && form.group("path").contains(AUTHORITY);
  }
}
