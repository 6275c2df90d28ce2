package caravan.model;

import caravan.json.Beginning;
import caravan.json.JsonText;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * Why a request brought no page. It is published, so it never holds a secret.
 *
 * @param failure class of the error
 * @param code vendor's error code, at most 256 characters, or ours in lower case for failures the
 *     vendor did not state
 * @param message what happened, at most 1,024 characters; null when there is nothing to add
 * @param httpStatus HTTP status, or null when no answer came
 * @param page requested page, from 0
 * @param hint pause that the vendor asks for, or null; not published
 */
public record PollError(
    Failure failure,
    String code,
    String message,
    Integer httpStatus,
    int page,
    int attempts,
    Duration hint) {

  private static final int MAX_CODE = 256;
  private static final int MAX_MESSAGE = 1024;

  /** Cuts an overlong code or message, so that the marker can always be published. */
  public PollError {
    code = cut(code, MAX_CODE);
    message = cut(message, MAX_MESSAGE);
  }

  private static String cut(String text, int longest) {
    return text == null ? null : Beginning.of(text, longest);
  }

  /** An error before its page and attempts are known. */
  public static PollError of(Failure failure, String code, String message, Integer httpStatus) {
    return new PollError(failure, code, message, httpStatus, 0, 1, null);
  }

  /** The error for an answer that is not what the vendor documents. */
  public static PollError unexpected(String message, int status) {
    return of(Failure.UNREADABLE, "unexpected_answer", message, status);
  }

  /** What an HTTP status other than 2xx says by itself. */
  public static PollError ofStatus(int status) {
    boolean redirect = status >= 300 && status < 400;
    return of(
        Failure.ofStatus(status),
        redirect ? "redirect" : "http_" + status,
        redirect ? "redirects are not followed" : "the answer states no error of its own",
        status);
  }

  /** Verdict reason of the event contract, for example {@code throttled}. */
  public String reason() {
    return failure.reason();
  }

  /** Whether a retry may help. */
  public boolean retryable() {
    return failure.retryable();
  }

  /** This error with the page it happened on and the attempts made. */
  public PollError at(int failedPage, int attemptsMade) {
    return new PollError(failure, code, message, httpStatus, failedPage, attemptsMade, hint);
  }

  /**
   * This error with a changed code and message.
   *
   * @param change makes the new text from one and whether that may have been cut
   */
  public PollError withTexts(BiFunction<String, Boolean, String> change) {
    return new PollError(
        failure,
        changed(code, MAX_CODE, change),
        changed(message, MAX_MESSAGE, change),
        httpStatus,
        page,
        attempts,
        hint);
  }

  private static String changed(
      String text, int longest, BiFunction<String, Boolean, String> change) {
    return text == null ? null : change.apply(text, text.length() >= longest - 1);
  }

  /** This error with the pause that the vendor asks for, or null. */
  public PollError hinting(Duration vendorsHint) {
    return new PollError(failure, code, message, httpStatus, page, attempts, vendorsHint);
  }

  /**
   * The HTTP status as events state it, or null. Servers also send numbers outside 100 to 599,
   * which the contract does not allow.
   */
  public Integer statedHttpStatus() {
    return httpStatus != null && httpStatus >= 100 && httpStatus <= 599 ? httpStatus : null;
  }

  public void write(JsonText out) {
    out.open()
        .field("attempts", attempts)
        .field("class", reason())
        .field("code", code)
        .field("http_status", statedHttpStatus())
        .field("message", message)
        .field("page", page)
        .field("retryable", retryable())
        .close();
  }
}
