package caravan.app;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;

/**
 * Reads a duration that a route also reads. A number without a unit is refused: it would be seconds
 * here and milliseconds in Camel.
 */
public final class IntervalConverter extends DurationConverter {

  private static final long serialVersionUID = 1L;

  @Override
  public Duration convert(String value) {
    if (value.matches("[-+0-9]*")) {
      throw new IllegalArgumentException(value + " has no unit; write for example 200ms or 3s");
    }
    return super.convert(value);
  }
}
