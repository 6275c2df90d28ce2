package caravan.poll.limit;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much of the vendors' limits is used. */
@ConfigMapping(prefix = "caravan.quota")
public interface QuotaSettings extends SettingsGroup {

  /** Share of a documented limit, from 0 to 1; the rest is left to the account's other tools. */
  @WithDefault("0.8")
  double share();

  /** Requests per second where the vendor publishes no limit. */
  @WithDefault("10")
  double unpublished();
}
