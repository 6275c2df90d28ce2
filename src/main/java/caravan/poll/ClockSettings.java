package caravan.poll;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How far this machine's clock may be off. */
@ConfigMapping(prefix = "caravan.clock")
public interface ClockSettings extends SettingsGroup {

  /**
   * Nothing is published while this machine's clock differs by more than that from running time,
   * from the brokers' time or from that of most vendors. A checkpoint whose slot is ahead by more
   * than twice as much, and by more than a period, stops its scope.
   */
  @WithDefault("1m")
  Duration maxSkew();
}
