package caravan.cloud.ctyun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.model.Credential;
import caravan.model.Request;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CtyunZoneTest {

  @ParameterizedTest
  @CsvSource({
    "Asia/Shanghai, 20260201T075959Z",
    "+08:00, 20260201T075959Z",
    "UTC, 20260131T235959Z",
    "' UTC ', 20260131T235959Z"
  })
  void zoneOfTheDateIsASetting(String zone, String date) {
    Request request = new Request("GET", "https", "h", "/", "", Map.of(), new byte[0]);
    assertEquals(
        date,
        new CtyunSigner(() -> zone)
            .sign(
                request,
                new Credential("ak", "secret", null),
                Instant.parse("2026-01-31T23:59:59Z"),
                "nonce")
            .header("Eop-date"));
  }

  @Test
  void routesFindTheSignerByItsName() {
    assertEquals("ctyunSigner", CtyunSigner.class.getAnnotation(Named.class).value());
  }

  @Test
  void unreadableZoneNamesTheSetting() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> new CtyunSigner(() -> "Asia/Peking"));
    assertEquals(
        "caravan.ctyun.zone is not a time zone: Asia/Peking;"
            + " write for example Asia/Shanghai or +08:00",
        refused.getMessage());
  }
}
