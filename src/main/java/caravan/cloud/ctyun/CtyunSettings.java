package caravan.cloud.ctyun;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What only CTYun needs. */
@ConfigMapping(prefix = "caravan.ctyun")
public interface CtyunSettings extends SettingsGroup {

  /** Zone of the wall clock in {@code Eop-date}: a region or an offset. */
  @WithDefault("Asia/Shanghai")
  String zone();
}
