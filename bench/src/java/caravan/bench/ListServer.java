package caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers of Huawei's VPN gateways, Tencent's MongoDB instances and Alibaba's access gateways that
 * were written beforehand, so that a benchmark measures who asks and not who answers. All lists of
 * a vendor hold the same rows; lists whose names begin with {@value #SHORT} hold fewer of them and
 * never change. From one reading of another list to the next one row in a hundred differs; in lists
 * of less than a hundred rows one row differs as seldom. Pages are cut as the vendors cut them:
 * Tencent's hold 1,000 rows at most, Huawei's are pages only when asked for, Alibaba has none.
 * Signatures are not checked.
 */
final class ListServer implements AutoCloseable {

  /** How the names of short lists begin. */
  static final String SHORT = "short-";

  /** Short lists have this part of the rows of others. */
  static final int SHORT_PART = 5;

  private static final int THREADS = 8;
  private static final int TENCENT_LIMIT = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Read once by the server, so before the first: connections live as long as they do at a cloud.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    System.setProperty("sun.net.httpserver.idleInterval", "120");
  }

  /** What a request asks for. */
  private record Asked(Vendor vendor, String list, int offset, int limit) {}

  /** Which of the pages that are written. */
  private record Place(Vendor vendor, int total, int from, int to) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final int rows;
  private final Map<Place, WrittenList> written = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> readings = new ConcurrentHashMap<>();
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();

  ListServer(int rows) throws IOException {
    this.rows = rows;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Rows of a list. */
  int rows(String list) {
    return list.startsWith(SHORT) ? Math.max(1, rows / SHORT_PART) : rows;
  }

  /** When a list whose name begins so was asked for first. */
  Instant firstAsked(String prefix) {
    return asked.entrySet().stream()
        .filter(one -> one.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private void answer(HttpExchange call) throws IOException {
    Asked wanted = asked(call);
    asked.putIfAbsent(wanted.list(), Instant.now());
    int total = rows(wanted.list());
    int from = Math.min(wanted.offset(), total);
    int to = (int) Math.min(total, (long) from + wanted.limit());
    byte[] body =
        written
            .computeIfAbsent(
                new Place(wanted.vendor(), total, from, to),
                place -> new WrittenList(place.vendor(), place.total(), place.from(), place.to()))
            .after(changes(wanted, total));
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  /** A reading begins with the first page, and nothing changes until the next one does. */
  private long changes(Asked wanted, int total) {
    if (wanted.list().startsWith(SHORT)) {
      return 0;
    }
    AtomicInteger count = readings.computeIfAbsent(wanted.list(), list -> new AtomicInteger());
    int reading = wanted.offset() == 0 ? count.incrementAndGet() : count.get();
    return reading / Math.max(1, WrittenList.OF_ROWS_ONE_CHANGES / total);
  }

  private static Asked asked(HttpExchange call) throws IOException {
    if (call.getRequestHeaders().containsKey("X-TC-Action")) {
      JsonNode body = JSON.readTree(call.getRequestBody());
      return new Asked(
          Vendor.TENCENT,
          body.path("InstanceId").asText(),
          body.path("Offset").asInt(0),
          Math.min(TENCENT_LIMIT, body.path("Limit").asInt(TENCENT_LIMIT)));
    }
    Map<String, String> query = query(call);
    if (call.getRequestHeaders().containsKey("x-acs-action")) {
      return new Asked(Vendor.ALIBABA, query.get("SmartAGId"), 0, Integer.MAX_VALUE);
    }
    String[] path = call.getRequestURI().getPath().split("/");
    int limit = Integer.parseInt(query.getOrDefault("limit", "0"));
    return new Asked(
        Vendor.HUAWEI,
        path[path.length - 2],
        Integer.parseInt(query.getOrDefault("offset", "0")),
        limit == 0 ? Integer.MAX_VALUE : limit);
  }

  private static Map<String, String> query(HttpExchange call) {
    Map<String, String> query = new HashMap<>();
    String text = call.getRequestURI().getRawQuery();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
