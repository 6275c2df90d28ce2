package caravan.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of four vendors in any number, each of 20 rows of which one in a hundred changes each
 * minute. Unlike the simulator it checks no signature and keeps nothing, so that it takes little of
 * the machine; a list is made of the name of its resource alone.
 */
final class ManyLists implements AutoCloseable {

  /** Rows of a list. */
  static final int ROWS = 20;

  private static final int CHANGE_OF = 100;
  private static final int MINUTE = 60;
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern RESOURCE = Pattern.compile("(tencent|alibaba|huawei|ctyun)-\\d+");

  static {
    // Read once by the server, so before the first: connections live as long as they do at a cloud.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    System.setProperty("sun.net.httpserver.idleInterval", "120");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<String, Instant> arrivals = new ConcurrentHashMap<>();
  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();

  ManyLists() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 256);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** When a list was last asked for; null when it never was. */
  Instant arrival(String resource) {
    return arrivals.get(resource);
  }

  /** Connections that brought a request since this was last asked. */
  int connections() {
    int count = clients.size();
    clients.clear();
    return count;
  }

  private void answer(HttpExchange exchange) throws IOException {
    Instant now = Instant.now();
    String asked =
        exchange.getRequestURI()
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = RESOURCE.matcher(asked);
    if (!matcher.find()) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    String resource = matcher.group();
    arrivals.put(resource, now);
    clients.add(exchange.getRemoteAddress());
    byte[] body = list(matcher.group(1), resource, now).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String list(String vendor, String resource, Instant now) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      int name = (resource + '/' + i).hashCode() & Integer.MAX_VALUE;
      long version = (now.getEpochSecond() / MINUTE + name % CHANGE_OF) / CHANGE_OF;
      rows.append(i == 0 ? "" : ",").append(row(vendor, i, name, version, now));
    }
    return switch (vendor) {
      case "tencent" ->
          "{\"Response\":{\"TotalCount\":"
              + ROWS
              + ",\"Clients\":["
              + rows
              + "],\"RequestId\":\"8a5f2e0c-6f0e-4a1c-9d53-0d1f9a6d7c11\"}}";
      case "alibaba" ->
          "{\"RequestId\":\"8A5F2E0C-6F0E-4A1C-9D53-0D1F9A6D7C11\",\"Users\":{\"User\":["
              + rows
              + "]}}";
      case "huawei" ->
          "{\"connections\":["
              + rows
              + "],\"total_count\":"
              + ROWS
              + ",\"request_id\":\"8a5f2e0c6f0e4a1c9d530d1f9a6d7c11\"}";
      default ->
          "{\"statusCode\":\"800\",\"message\":\"success\",\"returnObj\":{\"list\":["
              + rows
              + "],\"total\":"
              + ROWS
              + ",\"pages\":1}}";
    };
  }

  private static String row(String vendor, int number, int name, long version, Instant now) {
    String ip = "10." + name % 200 + "." + (name >> 8) % 250 + "." + (number + 1);
    return switch (vendor) {
      case "tencent" ->
          "{\"Count\":"
              + (1 + version % 1_000)
              + ",\"IP\":\""
              + ip
              + "\",\"InternalService\":false}";
      case "alibaba" ->
          "{\"ClientIp\":\""
              + ip
              + "\",\"OnlineTime\":\""
              + (LONG_AGO.getEpochSecond() + version * MINUTE)
              + "\"}";
      case "huawei" ->
          "{\"connection_id\":\"10293371-114e-4d2a-878e-"
              + String.format("%012d", name)
              + "\",\"client_virtual_ip\":\""
              + ip
              + "\",\"client_ip\":\"100.20.***.***\",\"client_user_name\":\"user-"
              + number
              + "\",\"inbound_packets\":"
              + version
              + ",\"outbound_packets\":24,\"inbound_bytes\":"
              + (4_185 + version)
              + ",\"outbound_bytes\":10480,\"connection_established_time\":\""
              + LONG_AGO
              + "\",\"timestamp\":\""
              + LONG_AGO.plusSeconds(version * CHANGE_OF * MINUTE % 1_000_000)
              + "\"}";
      default ->
          "{\"user\":\"user-"
              + number
              + "\",\"db\":\"admin\",\"roles\":[{\"role\":\""
              + (version % 2 == 0 ? "read" : "readWrite")
              + "\",\"db\":\"admin\"}]}";
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
