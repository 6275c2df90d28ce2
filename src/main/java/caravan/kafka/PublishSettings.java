package caravan.kafka;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;

/** How polls are published, by which replica, and what happens to unreadable state. */
@ConfigMapping(prefix = "caravan")
public interface PublishSettings extends SettingsGroup {

  /**
   * How polls are published: {@code exactly_once}, each in a transaction, or {@code at_least_once}.
   */
  @WithDefault("exactly_once")
  Delivery delivery();

  /**
   * What happens to a scope whose records in the state or checkpoint topic cannot be read: {@code
   * stop} does not poll it, {@code baseline} continues without them.
   */
  @WithName("state.on-error")
  @WithDefault("stop")
  OnError onStateError();

  /** Id of the installation, the same for all its replicas; see {@link Installation}. */
  Optional<String> installation();

  /**
   * Confirms that the resources are gone which a catalogue does not list any more although they are
   * many; a log line names the value.
   */
  Optional<String> catalogueConfirm();

  /** Silence after which a replica counts as dead and others take its scopes. */
  @WithName("ownership.session-timeout")
  @WithDefault("8s")
  Duration sessionTimeout();

  /** How polls are published. */
  enum Delivery {
    /** All that a poll leaves is one transaction. */
    EXACTLY_ONCE,
    /** In a fixed order, each part acknowledged before the next. */
    AT_LEAST_ONCE
  }

  /** What happens to a scope whose state cannot be read. */
  enum OnError {
    /** It is not polled until somebody repairs its records. */
    STOP,
    /** It begins with a new baseline. */
    BASELINE
  }
}
