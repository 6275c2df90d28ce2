package caravan;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Settings with their real defaults, for tests. */
public final class SettingsFixture {

  private SettingsFixture() {}

  /**
   * Settings at their defaults but for some.
   *
   * @param overrides names and values in turn, for example {@code "caravan.poll.pages", "3"}
   */
  public static Settings settings(String... overrides) {
    SmallRyeConfigBuilder config = new SmallRyeConfigBuilder().withMapping(Settings.class);
    for (int i = 0; i < overrides.length; i += 2) {
      config.withDefaultValue(overrides[i], overrides[i + 1]);
    }
    return config.build().getConfigMapping(Settings.class);
  }
}
