package caravan.observe;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How polls are counted. */
@ConfigMapping(prefix = "caravan.metrics")
public interface MetricsSettings extends SettingsGroup {

  /**
   * What the metrics of polls are shown by: each {@code scope}, or sums by {@code account} and API,
   * for installations of thousands of scopes.
   */
  @WithDefault("scope")
  By by();

  /** What the metrics of polls are shown by. */
  enum By {
    /** Each scope for itself. */
    SCOPE,
    /** All scopes of an account and API together. */
    ACCOUNT
  }
}
