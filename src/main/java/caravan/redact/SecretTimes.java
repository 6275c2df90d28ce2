package caravan.redact;

import java.util.regex.Pattern;

/**
 * Tells the times of secrets, such as {@code PasswordExpireTime}, from the secrets. Name and value
 * must both read as a time; whatever is in doubt is a secret.
 */
final class SecretTimes {

  /** Ends in a word that names a time; {@code OneTime} does not. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?s).*(?:(?i:(?<!one.?)time(?:stamp)?)"
              + "|(?:(?<=[^A-Za-z])|(?<=[a-z])(?=[A-Z]))"
              + "(?i:date|at|on|expiry|expiration|expire[sd]?|changed|modified|updated|created|used))");

  /** No time, a date with or without a time of day, or the seconds or milliseconds of this age. */
  private static final Pattern VALUE =
      Pattern.compile(
          "|0|-1|[1-4]\\d{9}(?:\\d{3})?"
              + "|\\d{4}[-/][01]\\d[-/][0-3]\\d"
              + "(?:[Tt ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)?"
              + "(?: ?(?:[Zz]|UTC|GMT|[+-]\\d\\d:?\\d\\d))?");

  private SecretTimes() {}

  /** Whether a member of this name may hold a time. */
  static boolean names(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a value of such a member is one, or says that there is none. */
  static boolean reads(String value) {
    return VALUE.matcher(value).matches();
  }
}
