package caravan.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.model.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {

  @Test
  void knownNamesAndDefaultsAreFine() {
    List<Finding> found =
        SettingsCheck.of(
            SettingsFixture.settings(),
            List.of("caravan.http.allow-plain", "caravan.tick", "quarkus.log.level"),
            List.of("CARAVAN_HTTP_ALLOW_PLAIN", "PATH"));
    assertEquals(List.of(Finding.ok("settings", "", "valid")), found);
  }

  @Test
  void unknownPropertyFailsAndUnknownVariableWarns() {
    List<Finding> found =
        SettingsCheck.of(
            SettingsFixture.settings(), List.of("caravan.http.alow-plain"), List.of("CARAVAN_TIK"));
    assertEquals(
        List.of(Finding.Status.FAIL, Finding.Status.WARN),
        found.stream().map(Finding::status).toList());
    assertTrue(found.get(0).remedy().contains("caravan.http.allow-plain\"?"), found::toString);
    assertTrue(found.get(1).remedy().contains("CARAVAN_TICK"), found::toString);
  }

  @Test
  void valueOutOfBoundsIsNamed() {
    List<Finding> found =
        SettingsCheck.of(
            SettingsFixture.settings("caravan.quota.share", "1.5", "caravan.poll.threads", "0"),
            List.of(),
            List.of());
    assertEquals(
        List.of("caravan.poll.threads", "caravan.quota.share"),
        found.stream().map(Finding::subject).toList());
  }
}
