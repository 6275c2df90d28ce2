package caravan.observe.trace;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Traces of requests and answers. */
@ConfigMapping(prefix = "caravan.trace")
public interface TraceSettings extends SettingsGroup {

  /**
   * Who may begin and end traces on the management port: {@code local} processes of this machine or
   * pod only, {@code anyone} who reaches the port, or {@code nobody}.
   */
  @WithDefault("local")
  Control control();

  /** Who may begin and end traces. */
  enum Control {
    /** Whoever connects from this machine. */
    LOCAL,
    /** Whoever reaches the management port, which asks for no password. */
    ANYONE,
    /** Traces are switched off. */
    NOBODY
  }
}
