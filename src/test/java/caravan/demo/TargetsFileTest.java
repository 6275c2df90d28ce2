package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.simulator.Clouds;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TargetsFileTest {

  private final Clouds clouds = Clouds.sample(Instant.EPOCH);
  private final String text = TargetsFile.text("http://127.0.0.1:8080", clouds);

  @Test
  void namesAllFiveApisAndExistingResources() throws IOException {
    JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(text);

    assertEquals(
        Set.of(
            "alibaba-sag-online-clients",
            "ctyun-mongodb-accounts",
            "huawei-vpn-p2c-connections",
            "tencent-mongodb-client-connections",
            "tencent-mongodb-instance-ssl"),
        new TreeSet<>(file.get("targets").findValuesAsText("api")));
    Set<String> known = new TreeSet<>(clouds.tencent().resources().keySet());
    known.addAll(clouds.alibaba().resources().keySet());
    known.addAll(clouds.huawei().resources().keySet());
    known.addAll(clouds.ctyun().resources().keySet());
    for (JsonNode target : file.get("targets")) {
      assertTrue(file.get("accounts").has(target.get("account").asText()));
      target.get("resources").forEach(id -> assertTrue(known.contains(id.asText()), id::asText));
    }
    for (JsonNode account : file.get("accounts")) {
      assertEquals("http://127.0.0.1:8080", account.get("endpoint").asText());
    }
  }

  @Test
  void credentialsComeByEnvironmentOnly() {
    Map<String, String> environment = TargetsFile.environment();

    assertEquals(8, environment.size());
    environment.forEach(
        (name, value) -> {
          assertTrue(text.contains("${" + name + "}"), name);
          assertFalse(text.contains(value), name);
        });
  }
}
