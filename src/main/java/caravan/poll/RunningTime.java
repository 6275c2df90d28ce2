package caravan.poll;

/**
 * Time that only passes: it is not set, and setting the machine's clock does not move it. Durations
 * and deadlines are measured in it; the clock is for slots and texts.
 */
public interface RunningTime {

  /** Nanoseconds since some moment; only differences mean anything. */
  long nanos();
}
