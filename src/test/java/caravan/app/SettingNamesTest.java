package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.SettingsFixture;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingNamesTest {

  @Test
  void slipsAreFound() {
    assertEquals(
        Set.of("CARAVAN_TOPIC_PREFIX", "CARAVAN_HTTP"),
        SettingsFixture.names().unknown(List.of("CARAVAN_TOPIC_PREFIX", "CARAVAN_HTTP", "PATH")));
  }

  @Test
  void settingsOfEveryDepthAreKnown() {
    assertEquals(
        Set.of(),
        SettingsFixture.names()
            .unknown(
                List.of(
                    "CARAVAN_TARGETS",
                    "CARAVAN_FORMAT",
                    "CARAVAN_TOPICS_PREFIX",
                    "CARAVAN_REGISTRY_URL",
                    "CARAVAN_HTTP_ALLOW_PLAIN",
                    "CARAVAN_HTTP_PROXY_HOST",
                    "CARAVAN_HTTP_CONNECT_TIMEOUT_MS",
                    "CARAVAN_CTYUN_ZONE")));
  }
}
