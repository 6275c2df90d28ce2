package caravan.event.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP client of a schema registry, with the settings under {@code caravan.registry}. */
final class RegistryHttp {

  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final String ACCEPT = CONTENT_TYPE + ", application/json";
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int MAX_DETAIL = 300;
  private static final int MAX_ANSWER = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final Optional<String> authorization;
  private final Duration timeout;
  private final HttpClient http;

  /** Throws an IllegalArgumentException that names the settings if they do not fit together. */
  RegistryHttp(String url, FormatSettings.Registry settings) {
    this.url = checked(url);
    this.authorization = authorization(settings);
    this.timeout = settings.timeout();
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "caravan.registry.timeout must be at least one millisecond, for example 5s");
    }
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** Never quotes the text: it may contain a password. */
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

  String url() {
    return url;
  }

  /**
   * The body of the answer, or {@link MissingNode} when it is not JSON.
   *
   * @param body JSON to post; null for a GET
   * @throws RegistryException when the registry is unreachable or refuses
   */
  JsonNode ask(String path, String body) throws InterruptedException {
    HttpResponse<byte[]> answer = send(path, body);
    if (answer.body().length > MAX_ANSWER) {
      throw failure("answers " + path + " with more than " + (MAX_ANSWER >> 20) + " MiB");
    }
    JsonNode json = json(answer.body());
    if (answer.statusCode() != OK) {
      throw refused(path, answer.statusCode(), json);
    }
    return json;
  }

  private HttpResponse<byte[]> send(String path, String body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Accept", ACCEPT);
    authorization.ifPresent(value -> request.header("Authorization", value));
    if (body != null) {
      request.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofString(body));
    }
    // The client's own timeout ends with the headers; this one covers the body too.
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request.build(), unused -> upToTheLimit());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failure("does not answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw failure(
          "cannot be reached (" + why + "); set caravan.registry.url, or start the registry");
    } finally {
      answer.cancel(true);
    }
  }

  /** Keeps no more of the body than it takes to see that it is too long. */
  private static BodySubscriber<byte[]> upToTheLimit() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    return BodySubscribers.mapping(
        BodySubscribers.ofByteArrayConsumer(
            part ->
                part.ifPresent(
                    bytes ->
                        body.write(
                            bytes, 0, Math.min(bytes.length, MAX_ANSWER + 1 - body.size())))),
        done -> body.toByteArray());
  }

  RegistryException failure(String what) {
    return failure(what, false);
  }

  private RegistryException failure(String what, boolean unknownSchema) {
    return new RegistryException("the schema registry at " + url + " " + what, unknownSchema);
  }

  private RegistryException refused(String path, int status, JsonNode answer) {
    String detail = answer.path("message").asText();
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL);
    }
    String why =
        switch (status) {
          case CONFLICT -> "the schema does not fit the ones registered before (" + detail + ")";
          case UNAUTHORIZED, FORBIDDEN ->
              "it refuses this client; set caravan.registry.user and caravan.registry.password, or"
                  + " caravan.registry.token";
          default -> detail;
        };
    return failure(
        "answers " + path + " with status " + status + ": " + why,
        answer.path("error_code").asInt() == SCHEMA_NOT_FOUND);
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
