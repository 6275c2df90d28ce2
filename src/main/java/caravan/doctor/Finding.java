package caravan.doctor;

/**
 * One thing that was looked at, and how it is.
 *
 * @param status how it is
 * @param check what kind of thing, a word that keeps its meaning: {@code settings}, {@code
 *     targets}, {@code credentials}, {@code name}, {@code kafka}, {@code topic}, {@code registry},
 *     {@code api}, {@code clock}
 * @param subject which one; empty when there is only one
 * @param message what was found, without a full stop
 * @param remedy what to do, a whole sentence; null when there is nothing to do
 * @param policy the permission that is needed, as the vendor's policy text; null when that is not
 *     the matter
 */
record Finding(
    Status status, String check, String subject, String message, String remedy, String policy) {

  /** How something is. */
  enum Status {
    /** As it should be. */
    OK,
    /** Works, but will hurt. */
    WARN,
    /** Keeps the service from working. */
    FAIL,
    /** Not looked at, because something else is wrong. */
    SKIP
  }

  static Finding ok(String check, String subject, String message) {
    return new Finding(Status.OK, check, subject, message, null, null);
  }

  static Finding warn(String check, String subject, String message, String remedy) {
    return new Finding(Status.WARN, check, subject, message, remedy, null);
  }

  static Finding fail(String check, String subject, String message, String remedy) {
    return new Finding(Status.FAIL, check, subject, message, remedy, null);
  }

  static Finding skip(String check, String subject, String message) {
    return new Finding(Status.SKIP, check, subject, message, null, null);
  }
}
