package caravan.app;

import caravan.model.SettingsGroup;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the service as a whole; each package has its own {@link SettingsGroup} besides.
 *
 * <p>An unknown property under {@code caravan.} stops the start with a message that names it. Each
 * setting is also an environment variable, for example {@code CARAVAN_TOPICS_PREFIX}. An unknown
 * variable only causes a warning, because orchestrators set variables of their own.
 */
@ConfigMapping(prefix = "caravan")
public interface ServiceSettings extends SettingsGroup {

  /** Where the targets are: files or folders, separated by commas. */
  @WithDefault("file:targets.yaml")
  String targets();

  /**
   * Where the route files are; a mounted folder such as {@code file:routes} replaces all of them.
   */
  @WithDefault("classpath:routes/*.yaml,classpath:routes/shared/*.yaml")
  String routes();

  /** Time between two checks for due scopes; a poll starts at most this late. */
  @WithDefault("200ms")
  @WithConverter(IntervalConverter.class)
  Duration tickInterval();

  /** Time between two checks of the brokers and of the files with targets. */
  @WithDefault("3s")
  @WithConverter(IntervalConverter.class)
  Duration watchInterval();

  /**
   * How long a scope has to be missing from the targets before everything in it is ended. Must be
   * longer than a changed file takes to reach all replicas.
   */
  @WithDefault("3m")
  Duration retireAfter();

  /**
   * Digest of the targets in force whose missing scopes may end although they are many, or were
   * written by another installation.
   */
  Optional<String> retireConfirm();

  /** A number without a unit is refused: it would be seconds here and milliseconds in a route. */
  final class IntervalConverter extends DurationConverter {

    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String value) {
      if (value.matches("[-+0-9]*")) {
        throw new IllegalArgumentException(value + " has no unit; write for example 200ms or 3s");
      }
      return super.convert(value);
    }
  }
}
