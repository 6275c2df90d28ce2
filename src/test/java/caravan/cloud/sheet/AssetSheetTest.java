package caravan.cloud.sheet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.event.Asset;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of catalogues, and what their sheets may say. */
class AssetSheetTest {

  private static final String INSTANCES = "tencent-mongodb-instances";
  private static final String NODES = "huawei-dds-catalogue";

  private static Observation read(String id, String json) {
    Scope scope = Fixtures.scope(id);
    ObjectNode row = (ObjectNode) Fixtures.json(json.replace('\'', '"'));
    return MappingCompiler.compile(scope.api()).normalize(row, scope, Fixtures.place(0, 0));
  }

  private static Asset.State state(Observation seen) {
    return ((Asset) seen.facts()).state();
  }

  @Test
  void whatIsNotStatedIsAbsent() {
    Observation seen = read(INSTANCES, "{'InstanceId':'i-1'}");
    Asset.State none = new Asset.State(null, null, null, null, null, null, null);
    assertEquals(new Asset("i-1", none, Asset.Details.NOT_STATED, null), seen.facts());
    assertEquals(List.of(), seen.quality());
    assertEquals(
        "tencent_cloud/mongodb/1250000000/cn-north-4/catalogue/cn-north-4/instance/i-1",
        seen.subject().replaceFirst("/mongodb/[^/]+/", "/mongodb/1250000000/"));
  }

  @Test
  void statusAndProjectAreNumbersOrTexts() {
    Asset.State seen = state(read(INSTANCES, "{'InstanceId':'i','Status':-2,'ProjectId':'p'}"));
    assertEquals("-2", seen.status());
    assertEquals(false, seen.running());
    assertEquals("p", seen.project());
    Observation odd = read(INSTANCES, "{'InstanceId':'i','Status':2.5,'ProjectId':[1]}");
    assertNull(state(odd).status());
    assertNull(state(odd).project());
    assertEquals(3, odd.quality().size());
  }

  @Test
  void tagsThatCannotBeReadAreLeftOut() {
    Observation seen =
        read(
            INSTANCES,
            "{'InstanceId':'i','Tags':[{'TagKey':'b','TagValue':null},{'TagKey':'a'},"
                + "{'TagKey':'c','TagValue':1},{'TagKey':''},{'TagValue':'x'},'text']}");
    assertEquals(Map.of("a", "", "b", ""), state(seen).tags());
    assertEquals(4, seen.quality().size());
    assertNull(state(read(INSTANCES, "{'InstanceId':'i','Tags':'a'}")).tags());
    assertEquals(Map.of(), state(read(INSTANCES, "{'InstanceId':'i','Tags':[]}")).tags());
  }

  @Test
  void tagsAreBounded() {
    String tags =
        IntStream.range(0, 70)
            .mapToObj(i -> "{'TagKey':'" + i + "','TagValue':'x'}")
            .collect(Collectors.joining(","));
    Observation seen = read(INSTANCES, "{'InstanceId':'i','Tags':[" + tags + "]}");
    assertEquals(64, state(seen).tags().size());
    assertEquals(6, seen.quality().size());
  }

  @Test
  void membersAreTheIdsThatCanBeAsked() {
    Observation seen =
        read(
            NODES,
            "{'id':'i','groups':[{'type':'mongos','nodes':[{'id':'b'},{'id':'a'},{'id':'b'}]},"
                + "{'type':'config','nodes':[{'id':'c'}]},{'type':'x'},"
                + "{'type':'replica','nodes':[{'id':'d','role':'Hidden'},{'id':5},{'id':'e'}]}]}");
    assertEquals(List.of("a", "b", "e"), state(seen).members());
    assertEquals(List.of(new Quality("unknown_value", "asset.members", "5")), seen.quality());
    assertEquals(List.of(), state(read(NODES, "{'id':'i','groups':[]}")).members());
    assertNull(state(read(NODES, "{'id':'i'}")).members());
  }

  @ParameterizedTest
  @CsvSource({
    "source.resourceType, instance, source.resourceType",
    "request.requires, projectId, request.requires",
    "'request.requires', 'region, members', request",
    "request.catalogue, tencent-mysql-instances, request",
    "request.memberCatalogue, x, request.memberCatalogue",
    "row.tags, Tags, row.tags",
    "row.subject, instance/{InstanceName}, 'row.subject row.fields.asset.name.required'",
  })
  void catalogueIsOneOfARegionOrProject(String key, String value, String mistakes) {
    assertMistakes(INSTANCES, Map.of(key, value), mistakes);
  }

  @Test
  void tagsAndMembersAreOfResources() {
    Map<String, ?> others =
        Map.of(
            "row.tags", Map.of("from", "Tags", "key", "k", "value", "v"), "row.members", "a.b.id");
    assertMistakes("tencent-mysql-ssl", others, "row.members row.tags");
  }

  @Test
  void elementsThatAreNotOnTheWayCannotBeLeftOut() {
    Map<String, ?> members =
        Map.of("from", "groups.nodes.id", "without", Map.of("groups.type", "a", "nodes.role", "b"));
    assertMistakes(NODES, Map.of("row.members", members), "row.members.without.nodes.role");
  }

  private static void assertMistakes(String id, Map<String, ?> others, String expected) {
    List<String> keys = new ArrayList<>();
    SheetRules.check(Fixtures.api(id, others), one -> keys.add(one.key()));
    assertEquals(
        List.of(expected.split(" ")).stream().sorted().toList(), keys.stream().sorted().toList());
  }
}
