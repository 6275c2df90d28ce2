package caravan.redact;

import java.util.Collection;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes secrets that their surroundings reveal: signatures, private keys in PEM, parts of a URL
 * that may hold a signature or password, and JSON members whose name suggests a secret. All loops
 * are possessive and a URL always matches, so each character is read once, however hostile the
 * text.
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

  /** Name, what separates it from the value, and the value. */
  private static final Pattern SECRET_MEMBER =
      Pattern.compile(
          "(?i)\"([^\"]{0,64}(?:password|passwd|pwd|passphrase|secret|token|credential"
              + "|access_?-?key|private_?-?key)[^\"]{0,64})"
              + "(\"\\s{0,16}:\\s{0,16}\")((?:[^\"\\\\]|\\\\.)*+)\"?");

  private MarkedSecrets() {}

  static String removeSignatures(String text) {
    return SIGNATURE.matcher(text).replaceAll("$1" + Redaction.REDACTED);
  }

  /**
   * Removes private keys, user info, query and fragment of URLs, and the values of secret members.
   *
   * @param plain names of members that hold no secret although their names suggest it
   */
  static String removeKeysUrlsAndMembers(String text, Collection<String> plain) {
    String clean = URL.matcher(PrivateKeys.removed(text)).replaceAll("$1$2");
    return SECRET_MEMBER.matcher(clean).replaceAll(member -> safe(member, plain));
  }

  private static String safe(MatchResult member, Collection<String> plain) {
    String name = member.group(1);
    boolean isTime = SecretTimes.names(name) && SecretTimes.reads(member.group(3));
    return Matcher.quoteReplacement(
        isTime || plain.contains(name)
            ? member.group()
            : '"' + name + member.group(2) + Redaction.REDACTED + '"');
  }
}
