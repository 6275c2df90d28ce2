package caravan.event;

/** How a poll ended. */
public enum Verdict {
  /** The whole list was seen. */
  COMPLETE("complete"),
  /** Some of the list was seen. */
  PARTIAL("partial"),
  /** Nothing was seen. */
  FAILED("failed");

  private final String wire;

  Verdict(String wire) {
    this.wire = wire;
  }

  /** Name in events and metrics. */
  public String wire() {
    return wire;
  }
}
