package caravan.cloud.ctyun;

import caravan.cloud.Signer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.ZoneId;

/** The beans of this vendor that depend on settings. */
@Singleton
class CtyunBeans {

  /**
   * The signer that routes find as {@code ctyunSigner}.
   *
   * @param settings names the zone of the date that is signed
   * @throws IllegalArgumentException when the zone is unreadable, naming the setting
   */
  @Produces
  @Singleton
  @Named("ctyunSigner")
  Signer ctyunSigner(CtyunSettings settings) {
    String zone = settings.zone();
    try {
      return new CtyunSigner(ZoneId.of(zone.strip()));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "caravan.ctyun.zone is not a time zone: "
              + zone
              + "; write for example Asia/Shanghai or +08:00",
          e);
    }
  }
}
