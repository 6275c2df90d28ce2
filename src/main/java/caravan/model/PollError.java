package caravan.model;

/**
 * Why a request did not bring a page. It is published, so it never holds a secret.
 *
 * @param reason verdict reason of the event contract, for example {@code throttled}
 * @param code vendor's error code, or ours in lower case for failures the vendor did not state
 * @param message what happened, at most 1,024 characters; null when there is nothing to add
 * @param httpStatus HTTP status, or null when no answer came
 * @param page page that was asked for, from 0
 * @param attempts attempts made
 * @param retryable whether asking again later may help
 */
public record PollError(
    String reason,
    String code,
    String message,
    Integer httpStatus,
    int page,
    int attempts,
    boolean retryable) {

  private static final int LONGEST_MESSAGE = 1024;

  /** Cuts an overlong message. */
  public PollError {
    if (message != null && message.length() > LONGEST_MESSAGE) {
      message = message.substring(0, LONGEST_MESSAGE);
    }
  }

  /** An error before its page and attempts are known. */
  public static PollError of(
      String reason, String code, String message, Integer httpStatus, boolean retryable) {
    return new PollError(reason, code, message, httpStatus, 0, 1, retryable);
  }

  /** This error with the page it happened on and the attempts made. */
  public PollError at(int failedPage, int attemptsMade) {
    return new PollError(reason, code, message, httpStatus, failedPage, attemptsMade, retryable);
  }

  void write(JsonText out) {
    out.open()
        .field("attempts", attempts)
        .field("class", reason)
        .field("code", code)
        .field("http_status", httpStatus)
        .field("message", message)
        .field("page", page)
        .field("retryable", retryable)
        .close();
  }
}
