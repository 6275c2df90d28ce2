package caravan.model;

/**
 * Why a request brought no page: the classes of the vendors' error codes and of network errors. A
 * class gives the reason of the event contract, whether a retry may help, and how many attempts a
 * slot is worth.
 */
public enum Failure {
  /** Too many requests. */
  THROTTLED(Reasons.THROTTLED, true),
  /** The signature's time is too far from the vendor's; corrected once, then refused. */
  CLOCK(Reasons.AUTHENTICATION, true),
  /** The credentials are not accepted. */
  AUTHENTICATION(Reasons.AUTHENTICATION, false),
  /** The vendor locked the key for a while after too many refusals. */
  LOCKED(Reasons.AUTHENTICATION, true),
  /** The nonce was used before; retried once with a new one. */
  NONCE(Reasons.AUTHENTICATION, true, 2),
  /** The credentials may not do this. */
  PERMISSION(Reasons.PERMISSION, false),
  /** The resource does not exist. */
  NOT_FOUND(Reasons.NOT_FOUND, false),
  /** The vendor does not offer this for the resource. */
  UNSUPPORTED(Reasons.UNSUPPORTED, false),
  /** The request is wrong, or names something other than the resource that does not exist. */
  BAD_REQUEST(Reasons.VENDOR_ERROR, false),
  /** The vendor failed for a moment. */
  TRANSIENT(Reasons.VENDOR_ERROR, true),
  /** The vendor failed without saying for how long; retried once. */
  AMBIGUOUS(Reasons.VENDOR_ERROR, true, 2),
  /** A business error under an HTTP success; retried in the next slot. */
  BUSINESS(Reasons.VENDOR_ERROR, true, 1),
  /** An error that is in no table. */
  UNKNOWN(Reasons.VENDOR_ERROR, false),
  /** An answer, or a list, that cannot be read. */
  UNREADABLE(Reasons.VENDOR_ERROR, false),
  /** No answer in time. */
  TIMEOUT(Reasons.TIMEOUT, true),
  /** No answer because of a network error that may pass. */
  TRANSPORT(Reasons.TRANSPORT, true),
  /** No answer because of a network error that a person has to fix. */
  UNREACHABLE(Reasons.TRANSPORT, false),
  /** Kafka cannot take what was read; retried in the next slot. */
  TOO_LARGE(Reasons.TOO_LARGE, true, 1),
  /** An error of Caravan itself. */
  INTERNAL(Reasons.VENDOR_ERROR, false);

  private final String reason;
  private final boolean retryable;
  private final int mostAttempts;

  Failure(String reason, boolean retryable) {
    this(reason, retryable, retryable ? Integer.MAX_VALUE : 1);
  }

  Failure(String reason, boolean retryable, int mostAttempts) {
    this.reason = reason;
    this.retryable = retryable;
    this.mostAttempts = mostAttempts;
  }

  /** Verdict reason of the event contract. */
  public String reason() {
    return reason;
  }

  /** Whether a retry may help. */
  public boolean retryable() {
    return retryable;
  }

  /** Most attempts at one page within a slot, whatever the settings allow. */
  public int mostAttempts() {
    return mostAttempts;
  }

  /** Whether the vendor did not accept the signature. */
  public boolean refused() {
    return reason.equals(Reasons.AUTHENTICATION) && this != NONCE;
  }

  /**
   * A class that a published error may have had: the first with its reason, preferably one that is
   * as retryable.
   */
  public static Failure stated(String reason, boolean retryable) {
    Failure similar = UNKNOWN;
    for (Failure one : values()) {
      if (one.reason.equals(reason)) {
        if (one.retryable == retryable) {
          return one;
        }
        similar = one;
      }
    }
    return similar;
  }

  /** What an HTTP status other than 2xx says when the answer states no error. */
  public static Failure ofStatus(int status) {
    return switch (status) {
      case 401 -> AUTHENTICATION;
      case 403 -> PERMISSION;
      case 429 -> THROTTLED;
      case 408 -> TIMEOUT;
      default -> status >= 500 ? TRANSIENT : UNKNOWN;
    };
  }
}
