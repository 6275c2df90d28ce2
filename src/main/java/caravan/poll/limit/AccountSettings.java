package caravan.poll.limit;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What happens to accounts whose credentials are refused. */
@ConfigMapping(prefix = "caravan.account")
public interface AccountSettings extends SettingsGroup {

  /**
   * Time after which refused credentials are tried again. It doubles with each refusal; where the
   * vendor locks keys it is ten times as long.
   */
  @WithDefault("1m")
  Duration pause();

  /** Longest such time. */
  @WithDefault("1h")
  Duration maxPause();
}
