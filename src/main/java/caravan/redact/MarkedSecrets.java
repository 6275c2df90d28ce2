package caravan.redact;

import java.util.regex.Pattern;

/**
 * Removes secrets that their surroundings reveal: signatures, parts of a URL that may hold a
 * signature or password, and JSON members whose name suggests a secret. All loops are possessive
 * and a URL always matches, so each character is read once, however hostile the text.
 */
final class MarkedSecrets {

  private static final Pattern SIGNATURE =
      Pattern.compile(
          "(?i)(signature[\"']?\\s{0,4}[=:]\\s{0,4}[\"']?)[\\w+/=%.~-]{16}[\\w+/=%.~-]*+");

  /** JSON may escape slashes and ampersands. */
  private static final Pattern URL =
      Pattern.compile(
          "(?i)(https?:\\\\?/\\\\?/)(?:[^\\s/\"'<>?#\\\\]*@)?"
              + "((?:[^\\s\"'<>?#\\\\]|\\\\/)*+)"
              + "(?:[?#](?:[^\\s\"'<>\\\\]|\\\\[/u])*+)?");

  private static final Pattern SECRET_MEMBER =
      Pattern.compile(
          "(?i)(\"[^\"]{0,64}(?:password|passwd|secret|token|credential|access_?-?key|private_?-?key)"
              + "[^\"]{0,64}\"\\s{0,16}:\\s{0,16})\"(?:[^\"\\\\]|\\\\.)*+\"?");

  private MarkedSecrets() {}

  static String removeSignatures(String text) {
    return SIGNATURE.matcher(text).replaceAll("$1" + Redaction.REDACTED);
  }

  /** Removes user info, query and fragment of URLs, and the values of secret members. */
  static String removeUrlsAndMembers(String text) {
    String clean = URL.matcher(text).replaceAll("$1$2");
    return SECRET_MEMBER.matcher(clean).replaceAll("$1\"" + Redaction.REDACTED + "\"");
  }
}
