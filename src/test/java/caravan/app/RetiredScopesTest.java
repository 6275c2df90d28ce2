package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.Fixtures;
import caravan.LogLines;
import caravan.event.Event;
import caravan.event.Origin;
import caravan.event.UnreadableRecord;
import caravan.event.format.Recorded;
import caravan.event.format.RecordedReader;
import caravan.event.view.ExampleEvents;
import caravan.model.Api;
import caravan.model.Examples;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.poll.compare.Snapshots;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetiredScopesTest {

  private static final List<Api> APIS =
      Stream.of(
              Fixtures.TENCENT,
              Fixtures.TENCENT_SSL,
              Fixtures.ALIBABA,
              Fixtures.HUAWEI,
              Fixtures.CTYUN)
          .map(Fixtures::api)
          .toList();

  private final RetiredScopes retired = new RetiredScopes(APIS);

  @BeforeEach
  void publishAView() {
    retired.update(List.of(), Set.of("ecs"));
  }

  static Stream<ExampleEvents.Expected> openRecords() {
    return ExampleEvents.records().filter(one -> !one.event().kind().ends());
  }

  /** Everything that was recorded of the subject says where it comes from, as it did before. */
  @ParameterizedTest
  @MethodSource("openRecords")
  void scopeIsRebuiltFromWhatKafkaHasOfIt(ExampleEvents.Expected expected) throws UnreadableRecord {
    // Given
    ScopeState memory = new ScopeState();
    Recorded recorded =
        RecordedReader.json(expected.json().toString().getBytes(StandardCharsets.UTF_8));
    memory.origin(recorded.origin());
    memory.put(recorded.known());

    // When
    Scope scope = retired.rebuilt(recorded.scope(), memory).orElseThrow();
    Poll poll = new Poll(scope, Fixtures.SLOT, Fixtures.SLOT, memory, () -> Fixtures.SLOT);
    new Snapshots().retire(poll);

    // Then
    assertEquals(recorded.scope(), scope.path());
    assertEquals(Set.of("ecs"), scope.target().views());
    assertEquals(1, poll.outcome().events().size());
    Event end = poll.outcome().events().get(0);
    assertEquals("scope_retired", end.endReason());
    JsonNode json = Fixtures.json(end.json());
    assertEquals(Set.of(), EventSchema.problems(json));
    assertEquals(without(expected.json().get("source")), without(json.get("source")));
    assertEquals(expected.json().get("resource"), json.get("resource"));
    assertTrue(poll.outcome().checkpoint().isRetired());
  }

  /** The request belongs to a record that was read; an end was not. */
  private static Map<String, String> without(JsonNode source) {
    Map<String, String> members = new TreeMap<>();
    source.properties().forEach(one -> members.put(one.getKey(), one.getValue().asText()));
    members.remove("request_id");
    return members;
  }

  @Test
  void scopeWithoutSubjectsIsRebuiltFromItsPath() {
    Scope known = Examples.read("03-alibaba-sag-online-clients").scope();
    Scope scope = retired.rebuilt(known.path(), new ScopeState()).orElseThrow();
    assertEquals(known.path(), scope.path());
    assertEquals(known.member(), scope.member());
    assertThrows(IllegalStateException.class, () -> scope.target().account().credentials().get());
  }

  @Test
  void scopeThatWasPolledHereIsTakenAsItWas() {
    // Given
    Scope scope = Fixtures.scope(Fixtures.HUAWEI);
    ScopeState memory = new ScopeState();
    Poll poll = Fixtures.poll(scope, memory);
    new Snapshots().compare(poll);
    poll.remember();

    // Then
    assertSame(scope, retired.rebuilt(scope.path(), memory).orElseThrow());
  }

  /** A target that was never polled here is still known from the file that named it. */
  @Test
  void scopeThatWasTakenOutOfTheTargetsIsTakenAsItWas() {
    // Given
    Scope scope = Fixtures.scope(Fixtures.HUAWEI);

    // When
    retired.update(List.of(scope), Set.of("ocsf"));

    // Then
    assertSame(scope, retired.rebuilt(scope.path(), new ScopeState()).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "huawei_cloud/vpn/1/r/p2c-vpn-gateway/g",
        "huawei_cloud/vpn/1/r/p2c-vpn-gateway/g/poll/Unknown",
        "other/vpn/1/r/p2c-vpn-gateway/g/poll/QueryP2CVPNConnections",
        "huawei_cloud/vpn/1/r/p2c-vpn-gateway/%zz/poll/QueryP2CVPNConnections",
        "huawei_cloud/vpn/1/r/p2c-vpn-gateway/a%2fb/poll/QueryP2CVPNConnections",
      })
  void unknownScopeIsLeftAloneAndSaidOnce(String path) {
    try (LogLines lines = LogLines.of(RetiredScopes.class)) {
      assertEquals(Optional.empty(), retired.rebuilt(path, new ScopeState()));
      assertEquals(Optional.empty(), retired.rebuilt(path, new ScopeState()));
      assertEquals(1, lines.all().size());
      assertTrue(lines.all().get(0).contains("scope=" + path), lines.all()::toString);
    }
  }

  /** The path is a key of a topic. */
  @Test
  void pathCannotForgeALine() {
    try (LogLines lines = LogLines.of(RetiredScopes.class)) {
      assertEquals(Optional.empty(), retired.rebuilt("x\nERROR forged", new ScopeState()));
      assertTrue(
          lines.all().get(0).startsWith("scope=x ERROR forged is not"), lines.all()::toString);
    }
  }

  @Test
  void eventsWithoutAnEndpointStayWithoutOne() {
    Scope known = Examples.read("05-ctyun-accounts").scope();
    ScopeState memory = new ScopeState();
    memory.origin(
        new Origin("ctyun", "dds", "describeAccounts", "ct-000001", null, null, null, "r"));
    Scope scope = retired.rebuilt(known.path(), memory).orElseThrow();
    assertEquals("ct-000001", scope.target().account().accountId());
    assertEquals("", scope.target().region());
  }
}
