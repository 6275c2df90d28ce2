package caravan.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Vendors who answer whatever they like to any request, each at an endpoint of its own, in the
 * words of Huawei's list of connections.
 */
public final class HostileEndpoints implements AutoCloseable {

  /** What they answer. */
  public enum Harm {
    /** A list as it should be. */
    NONE,
    /** 62 MB of equal rows that travel as some 200 KB. */
    BOMB,
    /** 200,000 rows. */
    MANY_ROWS,
    /** 20 MB of long rows. */
    LONG_ROWS,
    /** 1.5 MB of long rows. */
    SOME_LONG_ROWS,
    /** 64 MiB of rows of a kilobyte. */
    LARGEST,
    /** A text without end. */
    ENDLESS,
    /** Empty objects beside the rows: as a tree, each takes dozens of times its text. */
    TREES,
    /** One row of empty objects. */
    ROW_OF_TREES,
    /** Rows that nobody can use, of 60 KB each. */
    REJECTS,
    /** Headers without end. */
    HEADERS,
    /** Some megabytes, and then a byte now and then. */
    DRIP,
    /** A success that is none. */
    NONSENSE,
    /** The vendor is broken. */
    ERROR,
    /** The connection is closed. */
    NOTHING
  }

  private static final int MIB = 1024 * 1024;
  private static final int PIECE = 64 * 1024;
  private static final byte[] BLANKS = " ".repeat(PIECE).getBytes(StandardCharsets.UTF_8);
  private static final Duration TOGETHER = Duration.ofSeconds(4);
  private static final String BEGIN = "{\"connections\":[";
  private static final Map<Harm, byte[]> BODIES = new ConcurrentHashMap<>();

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<Harm, Integer> answered = new EnumMap<>(Harm.class);
  private Supplier<Harm> next = () -> Harm.NONE;
  private int gathered;

  /** Starts so many of them on free loopback ports. */
  public HostileEndpoints(int count) {
    try {
      for (int i = 0; i < count; i++) {
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        servers.add(server);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many there are. */
  public int count() {
    return servers.size();
  }

  /** URL of one of them. */
  public String endpoint(int number) {
    return "http://127.0.0.1:" + servers.get(number).getAddress().getPort();
  }

  /** All answer this from now on; the first time all at once. */
  public void answer(Harm harm) {
    body(harm);
    answer(() -> harm);
  }

  /** Each answers anything from now on. */
  public void answerAtRandom(Random random) {
    List.of(Harm.values()).forEach(HostileEndpoints::body);
    Harm[] all = Harm.values();
    answer(
        () -> {
          synchronized (random) {
            return all[random.nextInt(all.length)];
          }
        });
  }

  private synchronized void answer(Supplier<Harm> chosen) {
    next = chosen;
    gathered = 0;
  }

  /** How often what was answered. */
  public synchronized Map<Harm, Integer> answered() {
    return new EnumMap<>(answered);
  }

  private void handle(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    try (exchange) {
      Harm harm = gather();
      send(exchange, harm);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the others for a while, so that all answer at once. */
  private synchronized Harm gather() throws InterruptedException {
    Harm harm = next.get();
    gathered++;
    notifyAll();
    long end = System.nanoTime() + TOGETHER.toNanos();
    for (long left = 1; left > 0 && gathered < servers.size(); left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, left));
    }
    answered.merge(harm, 1, Integer::sum);
    return harm;
  }

  private void send(HttpExchange exchange, Harm harm) throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    switch (harm) {
      case NONE, MANY_ROWS, LONG_ROWS, SOME_LONG_ROWS, TREES, ROW_OF_TREES, REJECTS ->
          whole(exchange, 200, harm);
      case BOMB -> {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        whole(exchange, 200, harm);
      }
      case LARGEST -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(BEGIN.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 64; i++) {
          write(exchange, body(harm));
          exchange.getResponseBody().write(',');
        }
      }
      case ENDLESS -> {
        exchange.sendResponseHeaders(200, 0);
        while (closing.getCount() > 0) {
          exchange.getResponseBody().write(BLANKS);
        }
      }
      case HEADERS -> {
        for (int i = 0; i < 10_000; i++) {
          exchange.getResponseHeaders().set("X-" + i, "x".repeat(1_000));
        }
        exchange.sendResponseHeaders(200, -1);
      }
      case DRIP -> {
        exchange.sendResponseHeaders(200, 0);
        for (int i = 0; i < 8 * MIB / PIECE; i++) {
          exchange.getResponseBody().write(BLANKS);
        }
        while (!closing.await(300, TimeUnit.MILLISECONDS)) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
        }
      }
      case NONSENSE -> whole(exchange, 202, harm);
      case ERROR -> whole(exchange, 503, harm);
      default -> {
        // Closed without an answer.
      }
    }
  }

  private static void whole(HttpExchange exchange, int status, Harm harm) throws IOException {
    byte[] body = body(harm);
    exchange.sendResponseHeaders(status, body.length);
    write(exchange, body);
  }

  /** In pieces: the server keeps a copy of what is written at once, twice. */
  private static void write(HttpExchange exchange, byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += PIECE) {
      exchange.getResponseBody().write(bytes, at, Math.min(PIECE, bytes.length - at));
    }
  }

  private static byte[] body(Harm harm) {
    return BODIES.computeIfAbsent(harm, HostileEndpoints::made);
  }

  private static byte[] made(Harm harm) {
    return switch (harm) {
      case NONE -> list(3, rows(0, 3, 0));
      case BOMB -> gzip(list(1, repeated(new String(rows(0, 1, 0), StandardCharsets.UTF_8), 62)));
      case MANY_ROWS -> list(200_000, rows(0, 200_000, 0));
      case LONG_ROWS -> list(400, rows(0, 400, 50_000));
      case SOME_LONG_ROWS -> list(30, rows(0, 30, 50_000));
      case TREES ->
          text("{\"connections\":[],\"more\":[" + "{},".repeat(5 * MIB) + "{}],\"total_count\":0}");
      case ROW_OF_TREES -> list(1, text("{\"more\":[" + "{},".repeat(5 * MIB) + "{}]}"));
      case REJECTS -> list(300, each(300, i -> "{\"n\":" + i + ",\"x\":\"" + pad(60_000) + "\"}"));
      case LARGEST -> rows(0, 1_000, 800);
      case NONSENSE -> text("{}");
      default -> text("{\"error_code\":\"VPN.0000\",\"error_msg\":\"" + pad(2 * MIB) + "\"}");
    };
  }

  private static byte[] list(int total, byte[] rows) {
    ByteArrayOutputStream list = new ByteArrayOutputStream(rows.length + 100);
    list.writeBytes(text(BEGIN));
    list.writeBytes(rows);
    list.writeBytes(text("],\"total_count\":" + total + ",\"request_id\":\"r\"}"));
    return list.toByteArray();
  }

  private static byte[] rows(int first, int count, int more) {
    return each(
        count,
        i ->
            "{\"connection_id\":\"c-"
                + (first + i)
                + "\",\"client_ip\":\"203.0.113.9\",\"client_virtual_ip\":\"172.16.8.4\","
                + "\"client_user_name\":\"alice\",\"connection_established_time\":"
                + "\"2026-03-01T11:00:00.000Z\",\"timestamp\":\"2026-03-01T11:59:48Z\""
                + (more == 0 ? "" : ",\"note\":\"" + pad(more) + "\"")
                + "}");
  }

  private static byte[] each(int count, IntFunction<String> row) {
    return text(IntStream.range(0, count).mapToObj(row).collect(Collectors.joining(",")));
  }

  private static byte[] repeated(String row, int megabytes) {
    int times = megabytes * 1_000_000 / (row.length() + 1);
    return text((row + ",").repeat(times) + row);
  }

  private static String pad(int length) {
    return "x".repeat(length);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Override
  public void close() {
    closing.countDown();
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
