package caravan.poll.limit;

import caravan.SettingsFixture;
import caravan.poll.OwnedScopes;
import caravan.poll.PollSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Limits whose time a test moves. */
public final class Limits {

  private Limits() {}

  /**
   * A rate limiter in time that passes only while somebody waits.
   *
   * @param nanoTime running time
   * @param whileWaiting lets so many nanoseconds of it pass
   * @param settings names and values in turn
   */
  public static RateLimiter rate(
      OwnedScopes owned,
      MeterRegistry registry,
      LongSupplier nanoTime,
      LongConsumer whileWaiting,
      String... settings) {
    return new RateLimiter(
        SettingsFixture.settings(QuotaSettings.class, settings),
        SettingsFixture.settings(PollSettings.class, settings),
        owned,
        registry,
        nanoTime,
        (signal, nanos) -> whileWaiting.accept(nanos),
        () -> 0.5);
  }
}
