package caravan.event.view;

import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.Kind;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Report;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.model.Examples;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Scope;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The events that the contract's examples expect, read back, and variations of them. */
public final class ExampleEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One expected event.
   *
   * @param example the example it belongs to
   * @param json the event as the example writes it
   */
  public record Expected(Examples.Example example, JsonNode json) {

    /** The event. */
    public Event event() {
      return read(example.scope(), json);
    }

    /** The event with some of its members changed. */
    public Event changed(Consumer<ObjectNode> change) {
      return changed(example.scope(), change);
    }

    /** The event with some of its members changed, of another scope. */
    Event changed(Scope scope, Consumer<ObjectNode> change) {
      ObjectNode copy = json.deepCopy();
      change.accept(copy);
      return read(scope, copy);
    }

    /** Whether it is a marker, of which there are no views. */
    boolean isMarker() {
      return json.has("report");
    }

    /** What a view must make of the event. */
    JsonNode document(String view) {
      String idPath = view.equals("ocsf") ? "/metadata/uid" : "/event/id";
      for (JsonNode document : example.document().at("/expected/" + view)) {
        if (document.at(idPath).equals(json.get("id"))) {
          return document;
        }
      }
      throw new IllegalArgumentException(view + " of " + this);
    }

    @Override
    public String toString() {
      return example + " " + json.get("kind").textValue() + " " + json.at("/snapshot/sequence");
    }
  }

  private ExampleEvents() {}

  /** All expected events, markers included. */
  public static Stream<Expected> all() {
    return Examples.all()
        .flatMap(example -> example.events().stream().map(json -> new Expected(example, json)));
  }

  /** All expected events that have views. */
  public static Stream<Expected> records() {
    return all().filter(expected -> !expected.isMarker());
  }

  /** The first expected event of a kind and an operation. */
  public static Expected first(String operation, Kind kind) {
    return all()
        .filter(one -> one.json.at("/source/api").textValue().equals(operation))
        .filter(one -> one.json.get("kind").textValue().equals(kind.wire()))
        .findFirst()
        .orElseThrow();
  }

  /** JSON text as a tree. */
  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Event read(Scope scope, JsonNode json) {
    return new Event(
        text(json, "id"),
        Arrays.stream(Kind.values())
            .filter(kind -> kind.wire().equals(text(json, "kind")))
            .findFirst()
            .orElseThrow(),
        new Identity(
            text(json, "subject"),
            instant(json, "incarnation"),
            instant(json, "returned_after"),
            json.path("revision").asInt(),
            text(json, "content_hash")),
        new Event.Times(
            instant(json, "event_time"),
            text(json, "event_time_basis"),
            instant(json, "observed_at"),
            part(
                json,
                "window",
                one -> new Event.Window(instant(one, "after"), instant(one, "until")))),
        text(json, "end_reason"),
        part(json, "snapshot", ExampleEvents::snapshot),
        scope,
        json.at("/source/request_id").textValue(),
        facts(json),
        part(json, "report", ExampleEvents::report),
        list(
            json.path("quality"),
            one -> new Quality(text(one, "code"), text(one, "path"), text(one, "detail"))),
        part(json, "raw", ExampleEvents::raw));
  }

  private static Facts facts(JsonNode json) {
    if (json.has("connection")) {
      return new ConnectionFacts(
          part(json, "client", ExampleEvents::client),
          connection(json.get("connection")),
          part(json, "traffic", ExampleEvents::traffic));
    }
    Tls tls = part(json, "tls", ExampleEvents::tls);
    if (json.has("asset")) {
      return asset(json.get("asset"));
    }
    return tls == null ? part(json, "account", ExampleEvents::account) : tls;
  }

  private static Event.Snapshot snapshot(JsonNode json) {
    return new Event.Snapshot(
        text(json, "poll_id"),
        text(json, "previous_poll_id"),
        instant(json, "scheduled_at"),
        whole(json, "page"),
        whole(json, "position"),
        json.get("sequence").intValue(),
        text(json, "trigger"));
  }

  private static Client client(JsonNode json) {
    return new Client(
        part(json, "address", ExampleEvents::address),
        part(json, "virtual_address", ExampleEvents::address),
        part(json, "user", one -> new Client.User(text(one, "name"), text(one, "origin"))),
        truth(json, "internal"));
  }

  private static Address address(JsonNode json) {
    return new Address(
        text(json, "text"),
        text(json, "ip"),
        json.get("masked").booleanValue(),
        whole(json, "version"),
        text(json, "role"),
        text(json, "scope"),
        text(json, "known_prefix"),
        whole(json, "port"),
        text(json, "zone"));
  }

  private static Connection connection(JsonNode json) {
    return new Connection(
        text(json, "granularity"),
        text(json, "state"),
        json.get("count").longValue(),
        count(json, "count_delta"),
        truth(json, "tunnel"),
        text(json, "vendor_id"),
        instant(json, "started_at"),
        count(json, "duration_min_ms"),
        count(json, "duration_max_ms"),
        text(json, "database"));
  }

  private static Traffic traffic(JsonNode json) {
    return new Traffic(
        instant(json, "measured_at"),
        part(json, "total", ExampleEvents::counters),
        part(json, "delta", ExampleEvents::counters),
        instant(json.path("delta"), "since"));
  }

  private static Traffic.Counters counters(JsonNode json) {
    return new Traffic.Counters(
        count(json, "bytes_from_client"),
        count(json, "bytes_to_client"),
        count(json, "packets_from_client"),
        count(json, "packets_to_client"));
  }

  private static Tls tls(JsonNode json) {
    return new Tls(
        truth(json, "enabled"),
        part(
            json,
            "certificate",
            one ->
                new Tls.Certificate(
                    instant(one, "expires_at"),
                    text(one, "expires_at_text"),
                    text(one, "expires_at_zone"),
                    text(one, "url"),
                    text(one, "common_name"),
                    text(one, "issuer"),
                    text(one, "serial_number"))),
        truth(json, "required"),
        text(json, "min_version"),
        part(json, "previous", ExampleEvents::tls));
  }

  private static Asset asset(JsonNode json) {
    return new Asset(
        text(json, "id"),
        state(json),
        new Asset.Details(
            text(json, "region"), instant(json, "created_at"), text(json, "engine_version")),
        part(json, "previous", ExampleEvents::state));
  }

  private static Asset.State state(JsonNode json) {
    return new Asset.State(
        text(json, "name"),
        text(json, "status"),
        truth(json, "running"),
        part(json, "tags", ExampleEvents::texts),
        text(json, "network"),
        text(json, "project"),
        part(json, "members", one -> list(one, JsonNode::textValue)));
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new TreeMap<>();
    json.fieldNames().forEachRemaining(name -> texts.put(name, text(json, name)));
    return texts;
  }

  private static DatabaseAccount account(JsonNode json) {
    return new DatabaseAccount(
        text(json, "database"),
        text(json, "name"),
        json.get("superuser").booleanValue(),
        roles(json.get("roles")),
        part(
            json,
            "changes",
            one ->
                new DatabaseAccount.Changes(
                    roles(one.get("roles_granted")),
                    roles(one.get("roles_revoked")),
                    part(one, "previous", ExampleEvents::access))),
        access(json),
        new DatabaseAccount.Details(
            text(json, "expires_at_text"),
            text(json, "expires_at_zone"),
            instant(json, "created_at"),
            instant(json, "password_changed_at"),
            text(json, "type"),
            text(json, "label")));
  }

  private static DatabaseAccount.Access access(JsonNode json) {
    return new DatabaseAccount.Access(
        truth(json, "enabled"),
        part(json, "hosts", one -> list(one, JsonNode::textValue)),
        instant(json, "expires_at"));
  }

  private static List<DatabaseAccount.Role> roles(JsonNode json) {
    return list(json, one -> new DatabaseAccount.Role(text(one, "database"), text(one, "role")));
  }

  private static Report report(JsonNode json) {
    Map<Kind, Long> emitted = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      if (json.get("emitted").has(kind.wire())) {
        emitted.put(kind, json.get("emitted").get(kind.wire()).longValue());
      }
    }
    return new Report(
        text(json, "status"),
        text(json, "reason"),
        json.get("baseline").booleanValue(),
        json.get("pages_expected").intValue(),
        json.get("pages_received").intValue(),
        count(json, "declared_total"),
        json.get("received").longValue(),
        json.get("unique").longValue(),
        json.get("rejected").longValue(),
        json.path("skipped").longValue(),
        emitted,
        json.get("events").intValue(),
        json.get("absences_suppressed").longValue(),
        json.path("absences_omitted").longValue(),
        json.path("letters_suppressed").longValue(),
        text(json, "digest"),
        part(json, "error", ExampleEvents::error));
  }

  private static PollError error(JsonNode json) {
    return PollErrors.of(
        text(json, "class"),
        text(json, "code"),
        text(json, "message"),
        whole(json, "http_status"),
        json.get("page").intValue(),
        json.get("attempts").intValue(),
        json.get("retryable").booleanValue());
  }

  private static Raw raw(JsonNode json) {
    return new Raw(
        text(json, "record"), text(json, "sha256"), json.path("truncated").booleanValue());
  }

  private static <T> T part(JsonNode json, String name, Function<JsonNode, T> read) {
    return json.has(name) ? read.apply(json.get(name)) : null;
  }

  private static <T> List<T> list(JsonNode json, Function<JsonNode, T> read) {
    List<T> all = new ArrayList<>();
    json.forEach(one -> all.add(read.apply(one)));
    return all;
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).textValue();
  }

  private static Instant instant(JsonNode json, String name) {
    return json.has(name) ? Instant.parse(text(json, name)) : null;
  }

  private static Integer whole(JsonNode json, String name) {
    return json.has(name) ? json.get(name).intValue() : null;
  }

  private static Long count(JsonNode json, String name) {
    return json.has(name) ? json.get(name).longValue() : null;
  }

  private static Boolean truth(JsonNode json, String name) {
    return json.has(name) ? json.get(name).booleanValue() : null;
  }
}
