package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema as editors see it. */
class TargetsSchemaTest {

  private static final Path FILE = Path.of("src/main/resources/caravan/schema/targets.schema.json");
  private static final Path DOCUMENTATION = Path.of("docs/targets.md");

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  @Test
  void schemaIsValid() throws IOException {
    Schema meta = registry.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));

    assertEquals(List.of(), meta.validate(document()));
  }

  @Test
  void exampleFitsTheSchemaAsWritten() throws IOException {
    String example = Files.readString(Path.of("src/main/resources/caravan/targets.example.yaml"));
    Node root = new Parser(Fixtures.document(example), new Problems()).parse();

    assertEquals(List.of(), registry.getSchema(document()).validate(root.json()));
  }

  @Test
  void everyKeyIsDescribedHereAndInTheDocumentation() throws IOException {
    String documentation = Files.readString(DOCUMENTATION);
    for (String definition : new String[] {"account", "credential", "target"}) {
      JsonNode properties = document().at("/$defs/" + definition + "/properties");
      assertFalse(properties.isEmpty());
      properties
          .fieldNames()
          .forEachRemaining(
              key ->
                  assertTrue(
                      documentation.contains("| `" + key + "` |"), key + " is not documented"));
    }
  }

  @Test
  void placeholdersFitEveryValueInAnEditor() throws IOException {
    Node root =
        new Parser(
                Fixtures.document(
                    """
                    accounts:
                      a: {vendor: "${A}", accountId: "${A}", accessKeyId: "${A}",
                        secretAccessKey: "${A}", securityToken: "${A}", endpoint: "${A}"}
                    targets:
                      - {api: "${A}", account: "${A}", region: "${A}", projectId: "${A}",
                        resources: ["${A}"], users: ["${A}"], every: "${A}", pageSize: "${A}",
                        heartbeat: "${A}", views: ["${A}"], assumedZone: "${A}",
                        closeConfirmations: "${A}", goneAfter: "${A}", timeout: "${A}",
                        enabled: "${A}", endpoint: "${A}"}
                    """),
                new Problems())
            .parse();

    assertEquals(List.of(), registry.getSchema(document()).validate(root.json()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "targets.yaml:14:5 targets[0].every: \"sixty\" is not a duration."
            + " Write for example 60s, 10m or 1h.",
        "targets.yaml:13:5 targets[0].resource: unknown key \"resource\"."
            + " Did you mean \"resources\"?"
      })
  void examplesOfTheDocumentationAreReal(String message) throws IOException {
    // Given
    String documentation = Files.readString(DOCUMENTATION);
    int start = documentation.indexOf("```yaml\n# A file with two mistakes");
    String file = documentation.substring(start + 8, documentation.indexOf("```", start + 8));

    // When
    String found = Fixtures.message(file);

    // Then
    assertTrue(found.contains(message), found);
    assertEquals(2, found.lines().count(), found);
    assertTrue(documentation.contains(message), "not in the documentation: " + message);
  }

  private static JsonNode document() throws IOException {
    return new ObjectMapper().readTree(Files.readString(FILE));
  }
}
