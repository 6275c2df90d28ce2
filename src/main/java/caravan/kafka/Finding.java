package caravan.kafka;

import java.util.Locale;

/**
 * One thing that was checked, with the result.
 *
 * @param check kind of thing, a stable word: {@code settings}, {@code targets}, {@code
 *     credentials}, {@code name}, {@code kafka}, {@code topic}, {@code registry}, {@code api},
 *     {@code clock}
 * @param subject which one; empty when there is only one
 * @param message what was found, without a full stop
 * @param remedy what to do, a whole sentence; null when there is nothing to do
 * @param policy the missing permission as the vendor's policy text; null when none is missing
 */
public record Finding(
    Status status, String check, String subject, String message, String remedy, String policy) {

  /** Result of a check. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Works, but causes trouble later. */
    WARN,
    /** Keeps the service from working. */
    FAIL,
    /** Not checked, because something else is wrong. */
    SKIP
  }

  /** A thing that is as it should be. */
  public static Finding ok(String check, String subject, String message) {
    return new Finding(Status.OK, check, subject, message, null, null);
  }

  /** A thing that works, but causes trouble later. */
  public static Finding warn(String check, String subject, String message, String remedy) {
    return new Finding(Status.WARN, check, subject, message, remedy, null);
  }

  /** A thing that keeps the service from working. */
  public static Finding fail(String check, String subject, String message, String remedy) {
    return new Finding(Status.FAIL, check, subject, message, remedy, null);
  }

  /** A thing that was not checked. */
  public static Finding skip(String check, String subject, String message) {
    return new Finding(Status.SKIP, check, subject, message, null, null);
  }

  /** Message and remedy, if any, in one sentence without a full stop. */
  public String sentence() {
    if (remedy == null) {
      return message;
    }
    String rest = remedy.endsWith(".") ? remedy.substring(0, remedy.length() - 1) : remedy;
    return message + "; " + rest.substring(0, 1).toLowerCase(Locale.ROOT) + rest.substring(1);
  }
}
