package caravan.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers of Huawei's VPN gateways that were written beforehand, so that a benchmark measures who
 * asks and not who answers. Every gateway lists the same connections. From one answer about a
 * gateway to the next one row in a hundred differs in its counters; in shorter lists one row
 * differs as seldom. Signatures are not checked.
 */
final class ListServer implements AutoCloseable {

  /** Of so many rows one changes. */
  static final int OF_ROWS_ONE_CHANGES = 100;

  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final byte[] even;
  private final byte[] odd;
  private final int answersUntilChange;
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();
  private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();

  /** A server whose gateways have so many connections each. */
  ListServer(int rows) throws IOException {
    even = list(rows, 0);
    odd = list(rows, 1);
    answersUntilChange = Math.max(1, OF_ROWS_ONE_CHANGES / rows);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Connections of clients that were seen so far. */
  int callers() {
    return callers.size();
  }

  /** When a list whose path begins so was asked for first. */
  Instant firstAsked(String prefix) {
    return asked.entrySet().stream()
        .filter(one -> one.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private void answer(HttpExchange call) throws IOException {
    callers.add(call.getRemoteAddress());
    asked.putIfAbsent(call.getRequestURI().getPath(), Instant.now());
    int number =
        answers
            .computeIfAbsent(call.getRequestURI().getPath(), path -> new AtomicInteger())
            .getAndIncrement();
    byte[] body = number / answersUntilChange % 2 == 0 ? even : odd;
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(200, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private static byte[] list(int rows, int change) {
    StringBuilder list = new StringBuilder(rows * 450).append("{\"connections\":[");
    for (int i = 0; i < rows; i++) {
      list.append(i == 0 ? "" : ",")
          .append("{\"connection_id\":\"")
          .append(UUID.nameUUIDFromBytes(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}))
          .append("\",\"client_ip\":\"100.***.***.")
          .append(i % 256)
          .append("\",\"client_virtual_ip\":\"36.***.***.")
          .append(i / 256 % 256)
          .append("\",\"client_user_name\":\"user-")
          .append(i)
          .append("\",\"inbound_packets\":")
          .append(13 + i)
          .append(",\"outbound_packets\":")
          .append(24 + i)
          .append(",\"inbound_bytes\":")
          .append(4185 + i * 7L + (i % OF_ROWS_ONE_CHANGES == 0 ? change : 0))
          .append(",\"outbound_bytes\":")
          .append(10480 + i * 3L)
          .append(",\"connection_established_time\":\"2024-06-17T02:58:27.213Z\"")
          .append(",\"timestamp\":\"2024-06-17T02:58:48.000Z\"}");
    }
    return list.append("],\"total_count\":")
        .append(rows)
        .append(",\"request_id\":\"9a7d8bd5-3f0c-4b3b-8a0f-2f3f2b8f3c11\"}")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
