package caravan.model;

/** The reasons of the event contract, and what an HTTP status says when the body says nothing. */
public final class Reasons {

  /** The resource does not exist. */
  public static final String NOT_FOUND = "resource_not_found";

  /** The credentials are not accepted. */
  public static final String AUTHENTICATION = "authentication";

  /** The credentials may not do this. */
  public static final String PERMISSION = "permission_denied";

  /** The vendor does not offer this for the resource. */
  public static final String UNSUPPORTED = "unsupported";

  /** Too many requests. */
  public static final String THROTTLED = "throttled";

  /** The vendor failed, or answered what it should not. */
  public static final String VENDOR_ERROR = "vendor_error";

  /** No answer in time. */
  public static final String TIMEOUT = "timeout";

  /** No answer, for reasons of the network. */
  public static final String TRANSPORT = "transport";

  private Reasons() {}

  /** What a status other than 2xx says by itself. */
  public static PollError ofStatus(int status) {
    String code = "http_" + status;
    String message = "the answer states no error of its own";
    if (status >= 300 && status < 400) {
      return PollError.of(VENDOR_ERROR, "redirect", "redirects are not followed", status, false);
    }
    return switch (status) {
      case 401 -> PollError.of(AUTHENTICATION, code, message, status, false);
      case 403 -> PollError.of(PERMISSION, code, message, status, false);
      case 429 -> PollError.of(THROTTLED, code, message, status, true);
      case 408 -> PollError.of(TIMEOUT, code, message, status, true);
      default -> PollError.of(VENDOR_ERROR, code, message, status, status >= 500);
    };
  }
}
