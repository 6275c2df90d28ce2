package caravan.model;

/** Errors as the event contract states them, for tests that do not care about their class. */
public final class PollErrors {

  private PollErrors() {}

  /** An error before its page and attempts are known. */
  public static PollError of(
      String reason, String code, String message, Integer httpStatus, boolean retryable) {
    return PollError.of(failure(reason, retryable), code, message, httpStatus);
  }

  /** The error of a marker. */
  public static PollError of(
      String reason,
      String code,
      String message,
      Integer httpStatus,
      int page,
      int attempts,
      boolean retryable) {
    return of(reason, code, message, httpStatus, retryable).at(page, attempts);
  }

  private static Failure failure(String reason, boolean retryable) {
    return !retryable && Failure.UNKNOWN.reason().equals(reason)
        ? Failure.UNKNOWN
        : Failure.stated(reason, retryable);
  }
}
