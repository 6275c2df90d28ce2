package caravan.event.format;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How events are written, and the registry of their schemas. */
@ConfigMapping(prefix = "caravan")
public interface FormatSettings extends SettingsGroup {

  /** How events and states are written; values in the other format stay readable. */
  @WithDefault("json")
  Format format();

  /** Registry of Avro schemas. */
  Registry registry();

  /** How values of the events and state topics are written. */
  enum Format {
    /** Canonical JSON. */
    JSON,
    /** Avro, framed for the registry when there is one, else as a single object. */
    AVRO
  }

  /** Registry of Avro schemas, one that speaks Confluent's protocol. */
  interface Registry {
    /** Where it is, for example {@code https://registry.example.org:8081}; none when absent. */
    Optional<String> url();

    /** User name for basic authentication. */
    Optional<String> user();

    /** Password of the user. */
    Optional<String> password();

    /** Bearer token, in place of user and password. */
    Optional<String> token();

    /** Longest time from a question to the last byte of its answer. */
    @WithDefault("5s")
    Duration timeout();
  }
}
