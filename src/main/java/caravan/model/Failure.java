package caravan.model;

/**
 * What kept a request from bringing a page: the classes that the vendors' tables of errors sort
 * codes into, and those of the network. A class says which reason the event contract has for it,
 * whether asking again later may help, and how often it is worth asking within a slot.
 */
public enum Failure {
  /** Too many requests. */
  THROTTLED(Reasons.THROTTLED, true),
  /** The time of the signature is too far from the vendor's; corrected once, else a refusal. */
  CLOCK(Reasons.AUTHENTICATION, true),
  /** The credentials are not accepted. */
  AUTHENTICATION(Reasons.AUTHENTICATION, false),
  /** The vendor accepts nothing of this key for a while, because it was refused too often. */
  LOCKED(Reasons.AUTHENTICATION, true),
  /** The nonce was used before; another one is sent once. */
  NONCE(Reasons.AUTHENTICATION, true, 2),
  /** The credentials may not do this. */
  PERMISSION(Reasons.PERMISSION, false),
  /** The resource does not exist. */
  NOT_FOUND(Reasons.NOT_FOUND, false),
  /** The vendor does not offer this for the resource. */
  UNSUPPORTED(Reasons.UNSUPPORTED, false),
  /** The request is wrong, or names what is not there and is not the resource. */
  BAD_REQUEST(Reasons.VENDOR_ERROR, false),
  /** The vendor failed for a moment. */
  TRANSIENT(Reasons.VENDOR_ERROR, true),
  /** The vendor failed without saying for how long; asked again once. */
  AMBIGUOUS(Reasons.VENDOR_ERROR, true, 2),
  /** A failure of the business behind a success of HTTP; the next slot asks again. */
  BUSINESS(Reasons.VENDOR_ERROR, true, 1),
  /** An error that no table knows. */
  UNKNOWN(Reasons.VENDOR_ERROR, false),
  /** An answer, or a list, that cannot be read. */
  UNREADABLE(Reasons.VENDOR_ERROR, false),
  /** No answer in time. */
  TIMEOUT(Reasons.TIMEOUT, true),
  /** No answer, for reasons of the network that may pass. */
  TRANSPORT(Reasons.TRANSPORT, true),
  /** No answer, for reasons of the network that somebody has to remove. */
  UNREACHABLE(Reasons.TRANSPORT, false),
  /** Something that should not happen here. */
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

  /** Whether asking again later may help. */
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
   * A class that a published error may have had: the first with its reason, and with the same
   * answer to whether asking again may help where there is one.
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
