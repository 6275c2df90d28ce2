package caravan.apis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Api;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema that editors check data sheets with. */
class ApiSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String text() throws IOException {
    try (InputStream in = Api.class.getResourceAsStream("/caravan/schema/api.schema.json")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  static Stream<ApiExample> all() {
    return ApiExample.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void shippedSheetsAreValid(ApiExample example) throws IOException {
    String file = Files.readString(Path.of("routes", example.id() + ".camel.yaml"));
    Object parts = new Load(LoadSettings.builder().build()).loadFromString(file);
    assertEquals(List.of(), schema().validate(JSON.valueToTree(parts)));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text());
  }

  /** Other beans and routes in a file are not its business. */
  @Test
  void onlySheetsAreJudged() throws IOException {
    String good =
        "[{\"beans\":[{\"name\":\"x\",\"type\":\"x.Y\",\"properties\":{\"a\":1}}]},{\"route\":{}}]";
    String bad = good.replace("x.Y", "caravan.model.Api");
    assertTrue(schema().validate(JSON.readTree(good)).isEmpty());
    assertFalse(schema().validate(JSON.readTree(bad)).isEmpty());
  }

  @Test
  void keysAreThoseOfTheRecords() throws IOException {
    JsonNode schema = JSON.readTree(text());
    assertEquals(components(Api.class), keys(schema.at("/$defs/Api")));
    Set<String> described = new TreeSet<>();
    schema.get("$defs").fieldNames().forEachRemaining(described::add);
    Set<String> records = new TreeSet<>(Set.of("Api"));
    for (Class<?> type : Api.class.getDeclaredClasses()) {
      if (type.isRecord()) {
        records.add(type.getSimpleName());
        JsonNode group = schema.at("/$defs/" + type.getSimpleName());
        assertEquals(
            components(type),
            keys(group.has("anyOf") ? group.at("/anyOf/1") : group),
            type.getSimpleName());
      }
    }
    assertEquals(records, described);
  }

  private static Set<String> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> keys(JsonNode group) {
    Set<String> keys = new TreeSet<>();
    group.get("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
