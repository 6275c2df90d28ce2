package caravan.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A schema registry over HTTP that can be told to refuse, to fall silent and to recover. */
public final class Registry implements AutoCloseable {

  /** Id of the first schema; its bytes differ, so that their order matters. */
  public static final int FIRST_ID = 0x01020304;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_FOUND = 404;

  /**
   * One request that came.
   *
   * @param line method and path
   * @param authorization header of that name, or null
   * @param contentType header of that name, or null
   */
  public record Request(String line, String authorization, String contentType) {}

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> schemas = new ArrayList<>();
  private final Map<String, Integer> subjects = new TreeMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Answer scripted;
  private volatile CountDownLatch silence = new CountDownLatch(0);
  private volatile boolean silentBody;

  private Registry(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Starts an empty registry on a free port of this machine. */
  public static Registry start() {
    try {
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new Registry(HttpServer.create(free, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Subjects and the ids of the schemas registered under them. */
  public synchronized Map<String, Integer> subjects() {
    return Map.copyOf(subjects);
  }

  /** Text of a schema. */
  public synchronized String schema(int id) {
    return schemas.get(id - FIRST_ID);
  }

  /** Keeps a schema under no subject, as one that was registered long ago. */
  public synchronized int keep(String schema) {
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return FIRST_ID + schemas.indexOf(schema);
  }

  /** Requests so far. */
  public List<Request> requests() {
    return Collections.unmodifiableList(requests);
  }

  /** Answers every request alike until it recovers. */
  public void answerWith(int status, String body) {
    scripted = new Answer(status, body);
  }

  /** Takes requests and does not answer them until it recovers. */
  public void fallSilent() {
    silence = new CountDownLatch(1);
  }

  /** Sends headers and no body until it recovers. */
  public void fallSilentAfterTheHeaders() {
    silentBody = true;
    fallSilent();
  }

  /** Works again. */
  public void recover() {
    scripted = null;
    silentBody = false;
    silence.countDown();
  }

  /** Forgets everything, as if it were started now. */
  public synchronized void clear() {
    recover();
    schemas.clear();
    subjects.clear();
    requests.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
      requests.add(
          new Request(
              line,
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestHeaders().getFirst("Content-Type")));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean headersFirst = silentBody;
      if (!headersFirst) {
        silence.await();
      }
      Answer answer = scripted == null ? answer(line, body) : scripted;
      byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status, bytes.length);
      if (headersFirst) {
        silence.await();
      }
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Answer answer(String line, String body) throws IOException {
    String[] parts = line.split("[ /]+");
    if (line.matches("POST /subjects/[^/]+/versions")) {
      JsonNode schema = JSON.readTree(body).get("schema");
      int id = keep(schema.textValue());
      subjects.put(URLDecoder.decode(parts[2], StandardCharsets.UTF_8), id);
      return new Answer(200, JSON.createObjectNode().put("id", id).toString());
    }
    if (line.matches("GET /schemas/ids/[0-9]+")) {
      int index = Integer.parseInt(parts[3]) - FIRST_ID;
      return index >= 0 && index < schemas.size()
          ? new Answer(200, JSON.createObjectNode().put("schema", schemas.get(index)).toString())
          : new Answer(NOT_FOUND, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    }
    return new Answer(NOT_FOUND, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
  }

  @Override
  public void close() {
    recover();
    server.stop(0);
    threads.shutdownNow();
  }
}
