package caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image recipes and the compose file, read without a container engine. */
class ContainerFilesTest {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
  private static final Pattern CREDENTIAL = Pattern.compile(".*(_AK|_SK|_ID|_KEY|_SECRET)");

  static Set<Map.Entry<String, JsonNode>> services() {
    return YamlFile.document(Path.of("docker-compose.yml")).path("services").properties();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "deploy/simulator.Dockerfile"})
  void imageRunsAsANumberedUserFromPinnedImages(String file) throws IOException {
    // When
    List<String> lines = Files.readAllLines(Path.of(file));

    // Then
    for (String line : starting(lines, "FROM ")) {
      assertTrue(DeployRules.pinned(line.split(" ")[1]), line);
    }
    assertEquals(List.of("USER 10001:10001"), starting(lines, "USER "));
    assertEquals(List.of("STOPSIGNAL SIGTERM"), starting(lines, "STOPSIGNAL "));
    assertTrue(starting(lines, "ENTRYPOINT ").get(0).startsWith("ENTRYPOINT [\"java\", "));
    assertEquals(List.of(), starting(lines, "ADD "));
  }

  @Test
  void productImageOpensTheManagementPortOnly() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("Dockerfile"));

    assertEquals(List.of("EXPOSE 9876"), starting(lines, "EXPOSE "));
    // Probes come from outside of the container's loopback.
    assertTrue(lines.stream().anyMatch(line -> line.contains("QUARKUS_MANAGEMENT_HOST=0.0.0.0")));
  }

  @Test
  void composeStartsFourServices() {
    assertEquals(
        List.of("caravan", "kafka", "kafka-ui", "simulator"),
        services().stream().map(Map.Entry::getKey).sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("services")
  void serviceIsHardenedBoundedAndWatched(Map.Entry<String, JsonNode> entry) {
    JsonNode service = entry.getValue();

    assertTrue(DeployRules.pinned(service.path("image").asText()));
    assertTrue(service.path("read_only").asBoolean());
    assertEquals("[\"ALL\"]", service.path("cap_drop").toString());
    assertFalse(service.has("cap_add"));
    assertFalse(service.has("privileged"));
    assertFalse(service.has("env_file"));
    assertEquals("[\"no-new-privileges:true\"]", service.path("security_opt").toString());
    assertTrue(service.path("pids_limit").isInt());
    assertTrue(service.at("/deploy/resources/limits/cpus").isTextual());
    assertTrue(service.at("/deploy/resources/limits/memory").isTextual());
    assertTrue(service.at("/healthcheck/test").isArray());
  }

  @ParameterizedTest
  @MethodSource("services")
  void portIsOpenedOnThisMachineOnly(Map.Entry<String, JsonNode> entry) {
    for (JsonNode port : entry.getValue().path("ports")) {
      assertTrue(port.asText().startsWith("127.0.0.1:"), port.asText());
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void mountedFileExistsAndIsReadOnly(Map.Entry<String, JsonNode> entry) {
    for (JsonNode volume : entry.getValue().path("volumes")) {
      String[] parts = volume.asText().split(":");
      if (parts[0].startsWith(".")) {
        assertTrue(Files.isRegularFile(Path.of(parts[0])), parts[0]);
        assertEquals("ro", parts[2]);
      }
    }
  }

  @Test
  void everyCredentialOfTheComposeFileIsAnExample() throws IOException {
    // Given
    Map<String, String> environment = new TreeMap<>();
    for (Map.Entry<String, JsonNode> service : services()) {
      service
          .getValue()
          .path("environment")
          .properties()
          .forEach(value -> environment.put(value.getKey(), value.getValue().asText()));
    }
    Set<String> wanted = new TreeSet<>();
    Matcher variable = VARIABLE.matcher(Files.readString(Path.of("deploy/targets.compose.yaml")));
    while (variable.find()) {
      wanted.add(variable.group(1));
    }

    // Then
    assertEquals(8, wanted.size());
    assertTrue(environment.keySet().containsAll(wanted), wanted.toString());
    environment.keySet().stream()
        .filter(name -> CREDENTIAL.matcher(name).matches() && !name.startsWith("KAFKA_"))
        .forEach(name -> assertTrue(environment.get(name).contains("EXAMPLE"), name));
  }

  @Test
  void bothImagesFindWhatTheyCopyInTheBuildContext() throws IOException {
    // Given
    List<String> kept =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!") && !line.equals("!target"))
            .map(line -> line.substring(1))
            .toList();

    // Then
    for (String file : List.of("Dockerfile", "deploy/simulator.Dockerfile")) {
      for (String line : starting(Files.readAllLines(Path.of(file)), "COPY ")) {
        if (!line.contains("--from=")) {
          String source = line.split(" ")[1];
          assertTrue(kept.stream().anyMatch(source::startsWith), line);
        }
      }
    }
  }

  private static List<String> starting(List<String> lines, String word) {
    return lines.stream().filter(line -> line.startsWith(word)).toList();
  }
}
