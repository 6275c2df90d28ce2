package caravan.publish;

import caravan.model.Paths;
import caravan.model.UnreadableRecord;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.avro.Schema;

/**
 * A schema registry that speaks Confluent's REST protocol, as those of Confluent, Apicurio,
 * Karapace and Redpanda do. What it answered once holds for good, because an id never gets another
 * schema; a failure holds for a few seconds, so that side by side polls do not queue up before a
 * registry that is down.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">the
 *     protocol</a>
 */
final class SchemaRegistry {

  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final String ACCEPT = CONTENT_TYPE + ", application/json";
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int LONGEST_DETAIL = 300;
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final Optional<String> authorization;
  private final Duration timeout;
  private final Duration askAgainAfter;
  private final HttpClient http;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  /** Why a question failed, and when. */
  private record Failure(String message, boolean unknownSchema, long nanos) {

    RegistryException exception() {
      return new RegistryException(message, unknownSchema);
    }
  }

  /**
   * With the settings under {@code caravan.registry}.
   *
   * @throws IllegalArgumentException when they do not fit together; the message names the key
   */
  SchemaRegistry(String url, FormatSettings.Registry settings) {
    this(url, settings, ASK_AGAIN_AFTER);
  }

  /** With the time that a failure holds. */
  SchemaRegistry(String url, FormatSettings.Registry settings, Duration askAgainAfter) {
    this.url = checked(url);
    this.authorization = authorization(settings);
    this.timeout = positive(settings.timeout());
    this.askAgainAfter = askAgainAfter;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** The text is not quoted: a password may stand in it. */
  private static String checked(String text) {
    URI url;
    try {
      url = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw unfit("is no URL");
    }
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw unfit("must begin with http:// or https:// and name a host");
    }
    if (url.getUserInfo() != null) {
      throw unfit("holds a user; set caravan.registry.user and caravan.registry.password instead");
    }
    if (url.getQuery() != null || url.getFragment() != null) {
      throw unfit("must end with its path");
    }
    String whole = url.toString();
    return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
  }

  private static IllegalArgumentException unfit(String why) {
    return new IllegalArgumentException(
        "caravan.registry.url " + why + ", for example https://registry.example.org:8081");
  }

  private static Duration positive(Duration timeout) {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "caravan.registry.timeout must be at least one millisecond, for example 5s");
    }
    return timeout;
  }

  private static Optional<String> authorization(FormatSettings.Registry settings) {
    if (settings.user().isPresent() != settings.password().isPresent()) {
      throw new IllegalArgumentException(
          "caravan.registry.user and caravan.registry.password go together; set both, or none");
    }
    if (settings.user().isPresent() && settings.token().isPresent()) {
      throw new IllegalArgumentException(
          "caravan.registry.token is set, and so is caravan.registry.user; the registry takes one");
    }
    return settings
        .token()
        .map(token -> "Bearer " + token)
        .or(() -> settings.user().map(user -> basic(user, settings.password().orElseThrow())));
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /**
   * The id of a schema under a subject, where it is registered if it is not yet.
   *
   * @throws RegistryException when the registry is away or refuses
   */
  int id(String subject, Schema schema) {
    Integer known = ids.get(subject);
    if (known != null) {
      return known;
    }
    String path = "/subjects/" + Paths.segment(subject) + "/versions";
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    int id = ask(path, body, "id", JsonNode::isInt).intValue();
    ids.put(subject, id);
    return id;
  }

  /**
   * Asks something that changes nothing, to see whether the registry answers this client.
   *
   * @throws RegistryException when it is away or refuses
   */
  void reach() throws InterruptedException {
    String path = "/subjects";
    HttpResponse<String> answer = send(path, null);
    if (answer.statusCode() != OK) {
      throw refused(path, answer.statusCode(), json(answer.body()));
    }
  }

  /**
   * The schema with an id.
   *
   * @throws UnreadableRecord when the registry has no such Avro schema
   * @throws RegistryException when the registry is away or refuses
   */
  Schema schema(int id) throws UnreadableRecord {
    Schema known = schemas.get(id);
    if (known == null) {
      known = asked(id);
      schemas.put(id, known);
    }
    return known;
  }

  private Schema asked(int id) throws UnreadableRecord {
    String schema;
    try {
      schema = ask("/schemas/ids/" + id, null, "schema", JsonNode::isTextual).textValue();
    } catch (RegistryException e) {
      if (e.unknownSchema()) {
        throw written(
            id, "does not have; restore it there, or set caravan.registry.url to its registry");
      }
      throw e;
    }
    try {
      return new Schema.Parser().parse(schema);
    } catch (RuntimeException e) {
      // The parser meets what is no schema with exceptions of many kinds.
      throw written(id, "has, but not as an Avro schema");
    }
  }

  private UnreadableRecord written(int id, String which) {
    return UnreadableRecord.at(
        "", "was written with schema " + id + ", which the registry at " + url + " " + which);
  }

  /** One question at a time: who waits meanwhile finds the answer, or the failure. */
  private synchronized JsonNode ask(
      String path, String body, String wanted, Predicate<JsonNode> fits) {
    Failure before = failures.get(path);
    if (before != null && System.nanoTime() - before.nanos < askAgainAfter.toNanos()) {
      throw before.exception();
    }
    try {
      HttpResponse<String> answer = send(path, body);
      JsonNode json = json(answer.body());
      if (answer.statusCode() != OK) {
        throw refused(path, answer.statusCode(), json);
      }
      if (!fits.test(json.path(wanted))) {
        throw new RegistryException(
            "the schema registry at " + url + " answers " + path + " without " + wanted);
      }
      failures.remove(path);
      return json.get(wanted);
    } catch (RegistryException e) {
      failures.put(path, new Failure(e.getMessage(), e.unknownSchema(), System.nanoTime()));
      throw e;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RegistryException("stopped while waiting for the schema registry at " + url);
    }
  }

  private HttpResponse<String> send(String path, String body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Accept", ACCEPT);
    authorization.ifPresent(value -> request.header("Authorization", value));
    if (body != null) {
      request
          .header("Content-Type", CONTENT_TYPE)
          .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }
    // The client's own time-out ends with the headers; this one holds for the body, too.
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RegistryException(
          "the schema registry at "
              + url
              + " does not answer within "
              + timeout.toMillis()
              + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new RegistryException(
          "the schema registry at "
              + url
              + " cannot be reached ("
              + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
              + "); set caravan.registry.url, or start the registry");
    } finally {
      answer.cancel(true);
    }
  }

  private RegistryException refused(String path, int status, JsonNode answer) {
    String detail = answer.path("message").asText();
    if (detail.length() > LONGEST_DETAIL) {
      detail = detail.substring(0, LONGEST_DETAIL);
    }
    String why =
        "the schema registry at " + url + " answers " + path + " with status " + status + ": ";
    return switch (status) {
      case CONFLICT ->
          new RegistryException(
              why + "the schema does not fit the ones registered before (" + detail + ")");
      case UNAUTHORIZED, FORBIDDEN ->
          new RegistryException(
              why
                  + "it refuses this client; set caravan.registry.user and"
                  + " caravan.registry.password, or caravan.registry.token");
      default ->
          new RegistryException(
              why + detail, answer.path("error_code").asInt() == SCHEMA_NOT_FOUND);
    };
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
