package caravan.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.kafka.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {

  @Test
  void knownNamesAndDefaultsAreFine() {
    List<Finding> found =
        SettingsCheck.of(
            SettingsFixture.config(),
            SettingsFixture.names(),
            List.of("caravan.http.allow-plain", "caravan.tick-interval", "quarkus.log.level"),
            List.of("CARAVAN_HTTP_ALLOW_PLAIN", "PATH"));
    assertEquals(List.of(Finding.ok("settings", "", "valid")), found);
  }

  @Test
  void unknownPropertyFailsAndUnknownVariableWarns() {
    List<Finding> found =
        SettingsCheck.of(
            SettingsFixture.config(),
            SettingsFixture.names(),
            List.of("caravan.http.alow-plain"),
            List.of("CARAVAN_TIK_INTERVAL"));
    assertEquals(
        List.of(Finding.Status.FAIL, Finding.Status.WARN),
        found.stream().map(Finding::status).toList());
    assertTrue(found.get(0).remedy().contains("caravan.http.allow-plain\"?"), found::toString);
    assertTrue(found.get(1).remedy().contains("CARAVAN_TICK_INTERVAL"), found::toString);
  }

  @Test
  void valueOutOfBoundsIsNamed() {
    List<Finding> found =
        SettingsCheck.of(
            SettingsFixture.config("caravan.quota.share", "1.5", "caravan.poll.threads", "0"),
            SettingsFixture.names(),
            List.of(),
            List.of());
    assertEquals(
        List.of("caravan.poll.threads", "caravan.quota.share"),
        found.stream().map(Finding::subject).toList());
  }
}
