package caravan.model;

import caravan.event.Observation;
import caravan.simulator.Sheet;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The contract's examples: vendor answers and what must come of them. For tests. */
public final class Examples {

  private static final List<String> NAMES =
      List.of(
          "01-tencent-client-connections",
          "02-tencent-instance-ssl",
          "03-alibaba-sag-online-clients",
          "04-huawei-p2c-vpn-connections",
          "05-ctyun-accounts",
          "11-tencent-client-connections-next-poll",
          "12-tencent-instance-ssl-disabled",
          "13-alibaba-sag-user-offline",
          "14-huawei-next-poll",
          "15-huawei-partial-poll",
          "16-ctyun-accounts-next-poll",
          "17-huawei-rejected-record");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One example.
   *
   * @param name file name without extension
   * @param document the whole file
   */
  public record Example(String name, JsonNode document) {

    /** The scope its configuration describes. */
    public Scope scope() {
      JsonNode config = document.at("/input/config");
      return Scopes.of(
          Sheet.ofList(config.get("api").textValue()).api().id(),
          config.path("account_id").textValue(),
          config.path("region").asText(""),
          config.path("project_id").textValue(),
          config.get("resource_id").textValue(),
          config.path("user_name").textValue(),
          ZoneOffset.of(config.path("assumed_zone").asText("+08:00")));
    }

    /** Slot of the poll. */
    public Instant scheduledAt() {
      return Instant.parse(document.at("/input/poll/scheduled_at").textValue());
    }

    /** When the answers had been read. */
    public Instant observedAt() {
      return Instant.parse(document.at("/input/poll/observed_at").textValue());
    }

    /** Events that must come of it, markers included. */
    public List<JsonNode> events() {
      return list(document.at("/expected/events"));
    }

    /** Dead letters that must come of it. */
    public List<JsonNode> deadLetters() {
      return list(document.at("/expected/dead_letters"));
    }

    /** Its records, each with its place. */
    public List<Item> items() {
      List<Item> items = new ArrayList<>();
      List<JsonNode> pages = list(document.at("/input/poll/pages"));
      Api api = scope().api();
      for (int page = 0; page < pages.size(); page++) {
        JsonNode answer = pages.get(page).path("response");
        List<ObjectNode> rows = rows(answer, api);
        for (int position = 0; position < rows.size(); position++) {
          items.add(
              new Item(
                  rows.get(position),
                  new Observation.Place(page, position, requestId(answer, api), observedAt())));
        }
      }
      return items;
    }

    @Override
    public String toString() {
      return name;
    }

    private static List<ObjectNode> rows(JsonNode answer, Api api) {
      JsonNode items = at(answer, api.record().items());
      if (api.record().single()) {
        ObjectNode only = ((ObjectNode) items).deepCopy();
        only.remove(api.record().omit());
        return List.of(only);
      }
      return list(items).stream().map(ObjectNode.class::cast).toList();
    }

    private static String requestId(JsonNode answer, Api api) {
      return api.record().requestId().isEmpty()
          ? null
          : at(answer, api.record().requestId()).textValue();
    }

    private static JsonNode at(JsonNode answer, String dotted) {
      return answer.at("/" + dotted.replace('.', '/'));
    }
  }

  /**
   * One record of an example.
   *
   * @param vendorRecord the record
   * @param place where it stood
   */
  public record Item(ObjectNode vendorRecord, Observation.Place place) {}

  private Examples() {}

  /** All examples, in order. */
  public static Stream<Example> all() {
    return NAMES.stream().map(Examples::read);
  }

  /** One example by its file name without extension. */
  public static Example read(String name) {
    try (InputStream file = Examples.class.getResourceAsStream("/examples/" + name + ".json")) {
      return new Example(name, JSON.readTree(file));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    if (array instanceof ArrayNode elements) {
      elements.forEach(list::add);
    }
    return list;
  }
}
