package caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.apis.ApiExample;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TargetsFileTest {

  private final Clouds clouds = Clouds.sample(Instant.EPOCH);
  private final String text = TargetsFile.text(clouds, "http://127.0.0.1:8080", sheet -> "5s");

  @Test
  void everySheetButAnotherVersionIsPolledWithExistingResources() throws IOException {
    JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(text);

    Set<String> shipped = ApiExample.all().map(ApiExample::id).collect(Collectors.toSet());
    shipped.remove("ctyun-mongodb-accounts-v2");
    assertEquals(shipped, Set.copyOf(file.get("targets").findValuesAsText("api")));
    for (JsonNode target : file.get("targets")) {
      JsonNode account = file.get("accounts").get(target.get("account").asText());
      assertEquals("http://127.0.0.1:8080", account.get("endpoint").asText());
      boolean catalogue = clouds.sheet(target.get("api").asText()).api().isCatalogue();
      assertEquals(catalogue, !target.has("resources"), target.toString());
      for (JsonNode id : target.path("resources")) {
        Resource resource = clouds.first(account.get("vendor").asText()).find(id.asText());
        assertTrue(
            resource.has(clouds.sheet(target.get("api").asText()).list()), target.toString());
      }
    }
  }

  @Test
  void onlyTheSheetsWithAPeriodArePolled() throws IOException {
    String some = TargetsFile.text(clouds, "http://x", sheet -> sheet.ofMembers() ? "10s" : null);

    JsonNode targets = new ObjectMapper(new YAMLFactory()).readTree(some).get("targets");
    assertEquals(Set.of("10s"), Set.copyOf(targets.findValuesAsText("every")));
    for (JsonNode target : targets) {
      assertTrue(target.has("users") || target.has("members"), target.toString());
    }
  }

  @Test
  void credentialsComeByEnvironmentOnly() {
    Map<String, String> environment = TargetsFile.environment(clouds);

    assertEquals(2 * clouds.firsts().size(), environment.size());
    environment.forEach(
        (name, value) -> {
          assertTrue(text.contains("${" + name + "}"), name);
          assertFalse(text.contains(value), name);
        });
  }
}
