package caravan.event.format;

import caravan.event.UnreadableRecord;
import caravan.model.Paths;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.avro.Schema;

/**
 * A schema registry that speaks Confluent's REST protocol, as those of Confluent, Apicurio,
 * Karapace and Redpanda do. Answers are cached for good, because an id never gets another schema.
 * Failures are cached for a few seconds, so that concurrent polls do not queue for a registry that
 * is down.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">the
 *     protocol</a>
 */
public final class SchemaRegistry {

  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

  private final RegistryHttp http;
  private final Duration askAgainAfter;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  private record Failure(RegistryException cause, long nanos) {}

  /**
   * @throws IllegalArgumentException when the settings do not fit together; it names the key
   */
  public SchemaRegistry(String url, FormatSettings.Registry settings) {
    this(url, settings, ASK_AGAIN_AFTER);
  }

  public SchemaRegistry(String url, FormatSettings.Registry settings, Duration askAgainAfter) {
    this.http = new RegistryHttp(url, settings);
    this.askAgainAfter = askAgainAfter;
  }

  /**
   * The id of a schema under a subject. The schema is registered there first if necessary.
   *
   * @throws RegistryException when the registry is unreachable or refuses
   */
  int id(String subject, Schema schema) {
    Integer known = ids.get(subject);
    if (known == null) {
      String path = "/subjects/" + Paths.segment(subject) + "/versions";
      String body =
          JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
      known = ask(path, body, "id", JsonNode::isInt).intValue();
      ids.put(subject, known);
    }
    return known;
  }

  /**
   * Checks that the registry answers this client, without changing anything.
   *
   * @throws RegistryException when it is unreachable or refuses
   */
  public void reach() throws InterruptedException {
    http.ask("/subjects", null);
  }

  /**
   * The schema with an id.
   *
   * @throws UnreadableRecord when the registry has no such Avro schema
   * @throws RegistryException when the registry is unreachable or refuses
   */
  Schema schema(int id) throws UnreadableRecord {
    Schema known = schemas.get(id);
    if (known == null) {
      known = parsed(id, text(id));
      schemas.put(id, known);
    }
    return known;
  }

  private String text(int id) throws UnreadableRecord {
    try {
      return ask("/schemas/ids/" + id, null, "schema", JsonNode::isTextual).textValue();
    } catch (RegistryException e) {
      if (e.unknownSchema()) {
        throw unreadable(
            id, "does not have; restore it there, or set caravan.registry.url to its registry");
      }
      throw e;
    }
  }

  private Schema parsed(int id, String text) throws UnreadableRecord {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      // The parser throws exceptions of many kinds.
      throw unreadable(id, "has, but not as an Avro schema");
    }
  }

  private UnreadableRecord unreadable(int id, String which) {
    return UnreadableRecord.at(
        "",
        "was written with schema " + id + ", which the registry at " + http.url() + " " + which);
  }

  /** One request at a time: threads that waited find the answer or the failure cached. */
  private synchronized JsonNode ask(
      String path, String body, String wanted, Predicate<JsonNode> fits) {
    Failure before = failures.get(path);
    if (before != null && System.nanoTime() - before.nanos < askAgainAfter.toNanos()) {
      throw before.cause.again();
    }
    try {
      JsonNode answer = http.ask(path, body).path(wanted);
      if (!fits.test(answer)) {
        throw http.failure("answers " + path + " without " + wanted);
      }
      failures.remove(path);
      return answer;
    } catch (RegistryException e) {
      failures.put(path, new Failure(e, System.nanoTime()));
      throw e;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RegistryException("stopped while waiting for the schema registry at " + http.url());
    }
  }
}
