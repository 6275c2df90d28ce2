package caravan;

import caravan.app.RenamedSettings;
import caravan.app.SettingNames;
import caravan.model.SettingsGroup;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings with their real defaults, for tests. */
public final class SettingsFixture {

  private static final int CONVERTER_PRIORITY = 200;

  private static final Set<Class<?>> GROUPS = groups();

  private SettingsFixture() {}

  /**
   * One group of settings, at their defaults but for some.
   *
   * @param group its type
   * @param overrides names and values in turn, for example {@code "caravan.poll.max-pages", "3"}
   */
  public static <T extends SettingsGroup> T settings(Class<T> group, String... overrides) {
    return config(overrides).getConfigMapping(group);
  }

  /** All settings, at their defaults but for some. */
  public static SmallRyeConfig config(String... overrides) {
    SmallRyeConfigBuilder config = builder();
    for (int i = 0; i < overrides.length; i += 2) {
      config.withDefaultValue(overrides[i], overrides[i + 1]);
    }
    return config.build();
  }

  /** What all settings are read with, from no source yet. */
  public static SmallRyeConfigBuilder builder() {
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withInterceptors(new RenamedSettings())
            .withConverter(Duration.class, CONVERTER_PRIORITY, new DurationConverter());
    GROUPS.forEach(config::withMapping);
    return config;
  }

  /** Names of all settings there are. */
  public static SettingNames names() {
    return new SettingNames(GROUPS);
  }

  /** From the folder of the product's classes alone: to look through all jars takes seconds. */
  private static Set<Class<?>> groups() {
    try {
      // A folder, or a place in the packaged jar, which the packaged product's tests run with.
      String main = Main.class.getResource("Main.class").toString();
      URL product = URI.create(main.substring(0, main.lastIndexOf('/') + 1)).toURL();
      return new ClassFileImporter()
          .withImportOption(file -> file.contains("Settings.class")).importUrl(product).stream()
              .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
              .map(JavaClass::reflect)
              .collect(Collectors.toUnmodifiableSet());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
