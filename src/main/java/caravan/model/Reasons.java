package caravan.model;

/** The reasons of the event contract for which a request brought no page. */
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

  /** The vendor failed, or sent an unexpected answer. */
  public static final String VENDOR_ERROR = "vendor_error";

  /** No answer in time. */
  public static final String TIMEOUT = "timeout";

  /** No answer because of the network. */
  public static final String TRANSPORT = "transport";

  /** Kafka could not take what was read. */
  public static final String TOO_LARGE = "too_large";

  private Reasons() {}
}
