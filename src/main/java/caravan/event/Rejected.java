package caravan.event;

/**
 * A record that cannot become an event: it goes to the dead-letter topic with this reason. Thrown
 * for every kind of vendor error in a record and for nothing else; it carries no stack trace,
 * because it describes data, not code.
 */
public final class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String errorClass;
  private final String path;

  public Rejected(String errorClass, String path, String message) {
    super(message, null, false, false);
    this.errorClass = errorClass;
    this.path = path;
  }

  /** Short class of the error, for example {@code bad_time}. */
  public String errorClass() {
    return errorClass;
  }

  /** Vendor field that is wrong. */
  public String path() {
    return path;
  }
}
