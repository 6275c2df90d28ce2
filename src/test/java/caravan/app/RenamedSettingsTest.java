package caravan.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RenamedSettingsTest {

  static Set<Map.Entry<String, String>> oldNames() {
    return RenamedSettings.OLD_NAMES.entrySet();
  }

  @ParameterizedTest
  @MethodSource("oldNames")
  void oldPropertyIsRefusedWithItsNewName(Map.Entry<String, String> names) {
    // When
    Exception refused =
        assertThrows(
            ConfigValidationException.class, () -> SettingsFixture.config(names.getValue(), "1"));

    // Then
    assertTrue(
        refused.getMessage().contains(names.getValue() + " is now " + names.getKey() + ","),
        refused::getMessage);
  }

  @ParameterizedTest
  @MethodSource("oldNames")
  void oldVariableIsRefusedWithItsNewName(Map.Entry<String, String> names) {
    // Given
    EnvConfigSource old =
        new EnvConfigSource(Map.of(SettingNames.variable(names.getValue()), "1"), 300);

    // When
    Exception refused =
        assertThrows(
            ConfigValidationException.class,
            () -> SettingsFixture.builder().withSources(old).build());

    // Then
    assertTrue(
        refused.getMessage().contains("as a variable " + SettingNames.variable(names.getKey())),
        refused::getMessage);
  }

  @Test
  void newNamesAreSettings() {
    assertTrue(
        SettingsFixture.names().properties().containsAll(RenamedSettings.OLD_NAMES.keySet()));
  }

  @Test
  void serviceFindsTheRefusal() {
    List<?> found =
        ServiceLoader.load(ConfigSourceInterceptor.class).stream()
            .map(ServiceLoader.Provider::type)
            .toList();
    assertTrue(found.contains(RenamedSettings.class), found::toString);
  }

  @Test
  void unknownPropertyIsRefusedWhicheverGroupItResembles() {
    for (String name : List.of("caravan.tik", "caravan.http.tick", "caravan.topic.prefix")) {
      Exception refused =
          assertThrows(ConfigValidationException.class, () -> SettingsFixture.config(name, "1"));
      assertTrue(refused.getMessage().contains(name), refused::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({"200ms, 200", "3s, 3000", "1m, 60000", "PT0.5S, 500"})
  void intervalHasAUnit(String text, long millis) {
    ServiceSettings settings =
        SettingsFixture.settings(ServiceSettings.class, "caravan.tick-interval", text);
    assertEquals(millis, settings.tickInterval().toMillis());
  }

  @Test
  void intervalWithoutAUnitIsRefused() {
    assertDoesNotThrow(() -> SettingsFixture.config("caravan.watch-interval", "200ms"));
    Exception refused =
        assertThrows(
            ConfigValidationException.class,
            () -> SettingsFixture.config("caravan.watch-interval", "200"));
    assertTrue(refused.getMessage().contains("200 has no unit"), refused::getMessage);
  }
}
