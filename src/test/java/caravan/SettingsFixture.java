package caravan;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;

/** Settings with their real defaults, for tests. */
public final class SettingsFixture {

  private static final int CONVERTER_PRIORITY = 200;

  private SettingsFixture() {}

  /**
   * Settings at their defaults but for some.
   *
   * @param overrides names and values in turn, for example {@code "caravan.poll.pages", "3"}
   */
  public static Settings settings(String... overrides) {
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, CONVERTER_PRIORITY, new DurationConverter())
            .withMapping(Settings.class);
    for (int i = 0; i < overrides.length; i += 2) {
      config.withDefaultValue(overrides[i], overrides[i + 1]);
    }
    return config.build().getConfigMapping(Settings.class);
  }
}
