package caravan.cloud.record;

import caravan.EventSchema;
import caravan.FactsOf;
import caravan.event.Connection;
import caravan.event.Event;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Observation;
import caravan.event.Raw;
import caravan.model.Scope;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Shows observations as the events they become, and checks those against the contract. */
public final class Normalized {

  /** Wide enough for every test that does not ask for another: records are read at this time. */
  public static final Instant READ_AT = Instant.parse("2024-06-17T03:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Normalized() {}

  /** Parses a record. */
  public static ObjectNode vendorRecord(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** A place for a record that stands alone. */
  public static Observation.Place place() {
    return new Observation.Place(0, 0, "test-request", READ_AT);
  }

  /** The first event of an observation, which is valid or this throws. */
  public static JsonNode event(Observation observation, Scope scope) {
    Kind kind = Kind.observed(scope.api().source().family());
    Observation.Place place = observation.place();
    String pollId = Ids.poll(scope.path(), place.observedAt());
    Instant incarnation =
        observation.incarnation() == null ? place.observedAt() : observation.incarnation();
    Event event =
        new Event(
            Ids.event(
                kind.wire(),
                observation.subject(),
                incarnation,
                1,
                observation.contentHash(),
                null),
            kind,
            new Identity(observation.subject(), incarnation, 1, observation.contentHash()),
            new Event.Times(place.observedAt(), "poll", place.observedAt(), null),
            null,
            new Event.Snapshot(
                pollId, null, place.observedAt(), place.page(), place.position(), 1, "baseline"),
            scope,
            place.requestId(),
            observation.facts(),
            null,
            observation.quality(),
            observation.raw());
    return valid(event.json());
  }

  private static JsonNode valid(String json) {
    try {
      JsonNode event = JSON.readTree(json);
      Set<Error> errors = EventSchema.problems(event);
      if (!errors.isEmpty()) {
        throw new AssertionError("not valid: " + errors + " in " + json);
      }
      return event;
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** The doubts as {@code code path} or {@code code path detail}, sorted. */
  public static List<String> doubts(Observation observation) {
    return observation.quality().stream()
        .map(d -> d.code() + " " + d.path() + (d.detail() == null ? "" : " " + d.detail()))
        .sorted()
        .toList();
  }

  /** State of the connection, which every connection record states as open. */
  public static String state(Observation observation) {
    Connection connection = FactsOf.connection(observation.facts());
    return connection.granularity() + " " + connection.state() + " " + connection.count();
  }

  /** A vendor value as it is published. */
  public static Raw raw(JsonNode value) {
    return raw(value, List.of());
  }

  /** A vendor value as it is published where some members are no secret in spite of their names. */
  public static Raw raw(JsonNode value, List<String> plain) {
    return Records.published(RecordRedaction.of(value, plain));
  }
}
