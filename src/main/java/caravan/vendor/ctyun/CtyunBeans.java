package caravan.vendor.ctyun;

import caravan.sign.Signer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The beans of this vendor that depend on settings. */
@Singleton
class CtyunBeans {

  private static final String ZONE = "caravan.ctyun.zone";

  /**
   * The signer that routes find as {@code ctyunSigner}.
   *
   * @param zone zone of the date that is signed, a region or an offset
   * @throws IllegalArgumentException when the zone is unreadable, naming the setting
   */
  @Produces
  @Singleton
  @Named("ctyunSigner")
  Signer ctyunSigner(@ConfigProperty(name = ZONE, defaultValue = "Asia/Shanghai") String zone) {
    try {
      return new CtyunSigner(ZoneId.of(zone.strip()));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          ZONE + " is not a time zone: " + zone + "; write for example Asia/Shanghai or +08:00", e);
    }
  }
}
