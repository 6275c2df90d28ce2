package caravan.poll.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.cloud.RoleExchange;
import caravan.model.Request;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class MetadataRequestTest {

  private static Request get(String endpoint) {
    return RoleExchange.request("GET", endpoint, "/", "");
  }

  @Test
  void asksNobodyElse() {
    MetadataRequest machine = new MetadataRequest(SettingsFixture.settings(HttpSettings.class));

    UnknownHostException refused =
        assertThrows(UnknownHostException.class, () -> machine.send(get("http://192.0.2.1")));

    assertTrue(refused.getMessage().contains("no metadata service"), refused::getMessage);
  }

  /** The proxy is on another machine, whose credentials it would be. */
  @Test
  void asksWithoutTheProxy() throws IOException {
    HttpSettings settings =
        SettingsFixture.settings(
            HttpSettings.class,
            "caravan.http.proxy-host",
            "192.0.2.1",
            "caravan.http.proxy-port",
            "1");
    try (Simulator simulator = Simulator.start(new Clouds())) {
      assertEquals(200, new MetadataRequest(settings).send(get(simulator.endpoint())).status());
    }
  }
}
