package caravan.poll.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.poll.Gates;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.limit.MemoryLimiter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client that polls use, against a real server that misbehaves. */
class BodyReaderTest {

  private static final int LIMIT = 100_000;
  private static final int TIMEOUT_MS = 600;
  private static final Duration GENEROUS = Duration.ofSeconds(20);

  /** What the server saw of a request. */
  private record Seen(String path, int clientPort, String userAgent, String cookie) {}

  /** What the client got. */
  private record Answer(int status, byte[] body) {}

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private CloseableHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    client =
        Polled.client(
            "caravan.http.max-page-bytes",
            Integer.toString(LIMIT),
            "caravan.http.response-timeout-ms",
            Integer.toString(TIMEOUT_MS));
  }

  @AfterEach
  void stop() throws IOException {
    over.countDown();
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void bodyIsReadInFullAndCanBeTakenOnce() throws IOException {
    // Given
    serve("/", exchange -> send(exchange, 200, "{\"a\":1}".getBytes(UTF_8)));

    // When
    List<String> taken =
        client.execute(
            new HttpGet(url("/")),
            polled(),
            response ->
                List.of(
                    new String(response.getEntity().getContent().readAllBytes(), UTF_8),
                    new String(response.getEntity().getContent().readAllBytes(), UTF_8)));

    // Then
    assertEquals(List.of("{\"a\":1}", ""), taken);
  }

  @Test
  void answerWithoutABodyIsNoProblem() throws IOException {
    serve("/", exchange -> send(exchange, 204, null));
    assertEquals(204, get("/").status());
  }

  @Test
  void bodyAtTheLimitPasses() throws IOException {
    byte[] body = filled(LIMIT);
    serve("/", exchange -> send(exchange, 200, body));
    assertArrayEquals(body, get("/").body());
  }

  @Test
  void bodyOneByteOverTheLimitIsRefusedWithItsBeginning() {
    // Given
    serve("/", exchange -> send(exchange, 200, filled(LIMIT + 1)));

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> get("/"));

    // Then
    assertEquals(
        PollError.of(
            Failure.UNREADABLE,
            "page_too_large",
            "the answer is larger than " + LIMIT + " bytes",
            200),
        failure.error());
    assertTrue(failure.body().length > 0 && failure.body().length <= LIMIT);
    assertEquals('a', failure.body()[0]);
  }

  @Test
  void compressedBodyIsDecompressed() throws IOException {
    serve("/", exchange -> sendCompressed(exchange, filled(5_000)));
    assertArrayEquals(filled(5_000), get("/").body());
  }

  /** Camel decompresses whatever is still said to be compressed. */
  @Test
  void decompressedBodyIsNotSaidToBeCompressed() throws IOException {
    // Given
    List<String> offered = new CopyOnWriteArrayList<>();
    serve(
        "/",
        exchange -> {
          offered.addAll(exchange.getRequestHeaders().get("Accept-Encoding"));
          sendCompressed(exchange, filled(5_000));
        });

    // When
    List<String> headers =
        client.execute(
            new HttpGet(url("/")),
            polled(),
            response ->
                Stream.of("Content-Encoding", "Content-Length", "Content-MD5")
                    .filter(response::containsHeader)
                    .toList());

    // Then
    assertEquals(List.of(), headers);
    assertEquals(List.of("gzip, x-gzip, deflate"), offered);
  }

  @Test
  void limitCountsBytesAfterDecompression() throws IOException {
    // Given: 64 MiB that travel as some 64 KiB, compressed before the clock runs.
    byte[] compressed = compressed(new byte[64 * 1024 * 1024]);
    serve(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, 200, compressed);
        });

    // When
    PageFailure failure =
        assertTimeoutPreemptively(GENEROUS, () -> assertThrows(PageFailure.class, () -> get("/")));

    // Then
    assertEquals("page_too_large", failure.error().code());
  }

  /** So little is set aside for each poll that the size of its answers counts. */
  private static MemoryLimiter limiter(int bytes) {
    return new MemoryLimiter(
        SettingsFixture.settings(
            PollSettings.class, "caravan.poll.max-memory", Integer.toString(bytes)),
        new Owned(),
        new SimpleMeterRegistry());
  }

  private Poll begun(MemoryLimiter limiter) throws PageFailure {
    Poll poll = Fixtures.poll(Fixtures.target(Fixtures.HUAWEI).endpoint(url("")).scope());
    new Gates(limiter).pass(poll);
    return poll;
  }

  /** Whatever reads an answer, of whatever kind: traces, recordings, dead letters, rows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"connections\":[{\"key\":\"planted\",\"connection_id\":\"c\"}],\"total_count\":1}",
        "{\"connections\":[{\"key\":\"planted\"",
        "{\"rows\":[{\"key\":\"planted\"}]}",
        "<p>planted</p>"
      })
  void nobodySeesMembersThatAnApiDrops(String body) throws IOException {
    // Given
    serve("/good", exchange -> send(exchange, 200, body.getBytes(UTF_8)));
    serve("/error", exchange -> send(exchange, 500, body.getBytes(UTF_8)));
    serve("/zip", exchange -> sendCompressed(exchange, body.getBytes(UTF_8)));
    serve(
        "/large",
        exchange -> send(exchange, 200, (body + " ".repeat(LIMIT) + body).getBytes(UTF_8)));
    var api = Fixtures.api(Fixtures.HUAWEI, Map.of("row.drop", "key"));
    MemoryLimiter limiter = limiter(16 * LIMIT);
    Poll poll = Fixtures.target(api).endpoint(url("")).poll();
    new Gates(limiter).pass(poll);

    // When
    byte[] good = get("/good", Polled.of(poll)).body();
    byte[] error = get("/error", Polled.of(poll)).body();
    byte[] zip = get("/zip", Polled.of(poll)).body();
    PageFailure large = assertThrows(PageFailure.class, () -> get("/large", Polled.of(poll)));
    poll.close();

    // Then
    for (byte[] seenByOthers : List.of(good, error, zip, large.body())) {
      String text = new String(seenByOthers, UTF_8);
      assertFalse(text.contains("planted"), text);
    }
    assertEquals(0, limiter.held());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bodyHoldsItsOwnSizeOnceItIsRead(boolean compressed) throws IOException {
    // Given
    serve(
        "/",
        exchange -> {
          if (compressed) {
            sendCompressed(exchange, filled(70_000));
          } else {
            send(exchange, 200, filled(70_000));
          }
        });
    MemoryLimiter limiter = limiter(16 * LIMIT);
    Poll poll = begun(limiter);

    // When
    byte[] body = get("/", Polled.of(poll)).body();
    long held = limiter.held();
    poll.close();

    // Then
    assertArrayEquals(filled(70_000), body);
    assertEquals(70_000, held);
    assertEquals(0, limiter.held());
  }

  @Test
  void bodyWaitsForTheMemoryOfAnother() throws Exception {
    // Given: what one poll may take beyond its share is taken, and more than the other needs.
    CountDownLatch halfWay = new CountDownLatch(1);
    serve(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(filled(60_000));
          exchange.getResponseBody().flush();
          halfWay.countDown();
          exchange.getResponseBody().write(filled(30_000));
          exchange.close();
        });
    MemoryLimiter limiter = limiter(4 * LIMIT);
    Poll first = begun(limiter);
    assertTrue(first.heldMemory().growAnswer(2 * LIMIT, Duration.ZERO));
    Poll second = begun(limiter);
    client.close();
    client = Polled.client("caravan.http.response-timeout-ms", "20000");

    // When
    Future<Answer> answer = threads.submit(() -> get("/", Polled.of(second)));
    halfWay.await();
    first.close();

    // Then
    assertArrayEquals(filled(90_000), answer.get(20, TimeUnit.SECONDS).body());
  }

  @Test
  void bodyThatFindsNoMemoryIsRefusedWithItsBeginning() throws IOException {
    // Given
    serve("/", exchange -> sendCompressed(exchange, filled(90_000)));
    MemoryLimiter limiter = limiter(LIMIT);
    Poll poll = begun(limiter);

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> get("/", Polled.of(poll)));
    poll.close();

    // Then
    assertEquals("page_too_large", failure.error().code());
    assertTrue(failure.body().length > 0);
    assertEquals('a', failure.body()[0]);
    assertEquals(0, limiter.held());
  }

  @Test
  void bodyThatTricklesForEverEndsWithTheTimeOut() {
    // Given: each byte comes well before any limit between two packets.
    serve("/", this::trickle);

    // When
    SocketTimeoutException failure =
        assertTimeoutPreemptively(
            GENEROUS, () -> assertThrows(SocketTimeoutException.class, () -> get("/")));

    // Then
    assertEquals("the answer did not end within 600 ms", failure.getMessage());
  }

  /**
   * A compressed body ends inside its chunks; unless those are read out, the connection is lost.
   */
  @Test
  void connectionIsReusedAfterACompressedAnswerInChunks() throws Exception {
    // Given: the last chunk comes a moment after the end of what is compressed.
    byte[] compressed = compressed(filled(100));
    serve(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(compressed);
          exchange.getResponseBody().flush();
          pause(100);
          exchange.close();
        });

    // When
    assertArrayEquals(filled(100), open("/"));
    assertArrayEquals(filled(100), open("/"));

    // Then
    assertEquals(seen.get(0).clientPort(), seen.get(1).clientPort());
  }

  /** Each byte of the header comes well before any limit between two packets. */
  @Test
  void headerThatTricklesForEverEndsWithTheTimeOut() throws IOException {
    try (ServerSocket raw = raw("HTTP/1.1 200 OK\r\nX-Slow: ", "x", 20)) {
      SocketTimeoutException failure =
          assertTimeoutPreemptively(
              GENEROUS, () -> assertThrows(SocketTimeoutException.class, () -> get(raw)));
      assertEquals("the answer did not end within 600 ms", failure.getMessage());
    }
  }

  /** Headers that never end must not fill the memory until the time-out comes. */
  @Test
  void headersWithoutAnEndAreRefused() throws IOException {
    try (ServerSocket raw = raw("HTTP/1.1 200 OK\r\n", "X-More: a\r\n", 0)) {
      assertTimeoutPreemptively(
          GENEROUS, () -> assertThrows(MessageConstraintException.class, () -> get(raw)));
    }
  }

  @Test
  void headerLineWithoutAnEndIsRefused() throws IOException {
    try (ServerSocket raw = raw("HTTP/1.1 200 OK\r\nX-Long: ", "a".repeat(1_000), 0)) {
      assertTimeoutPreemptively(
          GENEROUS, () -> assertThrows(MessageConstraintException.class, () -> get(raw)));
    }
  }

  @Test
  void bodyShorterThanDeclaredIsAFailure() {
    serve(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write("{\"half\":".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    assertThrows(ConnectionClosedException.class, () -> get("/"));
  }

  @Test
  void chunkedBodyWithoutItsEndIsAFailure() {
    serve(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{\"half\":".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          throw new IOException("the server dies");
        });
    IOException failure = assertThrows(IOException.class, () -> get("/"));
    assertTrue(
        failure instanceof TruncatedChunkException || failure instanceof ConnectionClosedException,
        failure.toString());
  }

  @Test
  void connectionIsReusedAfterASuccess() throws IOException {
    serve("/", exchange -> send(exchange, 200, filled(10)));
    get("/");
    get("/");
    assertEquals(seen.get(0).clientPort(), seen.get(1).clientPort());
  }

  @Test
  void connectionIsNotReusedAfterAFailure() throws IOException {
    // Given
    serve("/large", exchange -> send(exchange, 200, filled(LIMIT * 20)));
    serve("/small", exchange -> send(exchange, 200, filled(10)));
    get("/small");

    // When
    assertThrows(PageFailure.class, () -> get("/large"));

    // Then
    assertArrayEquals(filled(10), get("/small").body());
    assertEquals(seen.get(0).clientPort(), seen.get(1).clientPort());
    assertNotEquals(seen.get(1).clientPort(), seen.get(2).clientPort());
  }

  @Test
  void errorAnswerIsReadLikeAnyOther() throws IOException {
    serve("/", exchange -> send(exchange, 404, "{\"code\":\"VPN.0004\"}".getBytes(UTF_8)));
    Answer answer = get("/");
    assertEquals(404, answer.status());
    assertEquals("{\"code\":\"VPN.0004\"}", new String(answer.body(), UTF_8));
  }

  @Test
  void redirectIsNotFollowed() throws IOException {
    // Given
    serve("/other", exchange -> send(exchange, 200, filled(1)));
    serve(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", url("/other"));
          send(exchange, 302, null);
        });

    // When
    Answer answer = get("/moved");

    // Then
    assertEquals(302, answer.status());
    assertEquals(List.of("/moved"), seen.stream().map(Seen::path).toList());
  }

  @Test
  void cookieIsNotSentBack() throws IOException {
    // Given
    serve(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Set-Cookie", "session=1; Path=/");
          send(exchange, 200, filled(1));
        });

    // When
    get("/");
    get("/");

    // Then
    assertEquals(2, seen.size());
    seen.forEach(request -> assertNull(request.cookie()));
  }

  @Test
  void refusedRequestIsNotRepeated() throws IOException {
    // Given
    serve(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "0");
          send(exchange, 503, filled(1));
        });

    // When
    Answer answer = get("/");

    // Then
    assertEquals(503, answer.status());
    assertEquals(1, seen.size());
  }

  @Test
  void requestWhoseConnectionDiesIsNotRepeated() {
    serve(
        "/",
        exchange -> {
          throw new IOException("the server dies");
        });
    assertThrows(IOException.class, () -> get("/"));
    assertEquals(1, seen.size());
  }

  @Test
  void requestsNameTheProduct() throws IOException {
    serve("/", exchange -> send(exchange, 200, filled(1)));
    get("/");
    assertEquals("caravan", seen.get(0).userAgent());
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          seen.add(
              new Seen(
                  exchange.getRequestURI().getPath(),
                  exchange.getRemoteAddress().getPort(),
                  exchange.getRequestHeaders().getFirst("User-Agent"),
                  exchange.getRequestHeaders().getFirst("Cookie")));
          handler.handle(exchange);
        });
  }

  private Answer get(String path) throws IOException {
    return get(path, polled());
  }

  private Answer get(String path, HttpClientContext context) throws IOException {
    return client.execute(
        new HttpGet(url(path)),
        context,
        response ->
            new Answer(
                response.getCode(),
                response.getEntity() == null
                    ? new byte[0]
                    : response.getEntity().getContent().readAllBytes()));
  }

  /** Takes the body as the HTTP component does, which leaves the response open. */
  private byte[] open(String path) throws IOException {
    return client
        .executeOpen(null, new HttpGet(url(path)), polled())
        .getEntity()
        .getContent()
        .readAllBytes();
  }

  private void get(ServerSocket server) throws IOException {
    String url = "http://127.0.0.1:" + server.getLocalPort();
    client.execute(new HttpGet(url), Polled.to(url), response -> 0);
  }

  /** A server below HTTP that says something and then one thing over and over. */
  private ServerSocket raw(String start, String repeated, int pauseMs) throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    threads.execute(
        () -> {
          try (Socket socket = listening.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(start.getBytes(UTF_8));
            while (over.getCount() > 0) {
              out.write(repeated.getBytes(UTF_8));
              out.flush();
              pause(pauseMs);
            }
          } catch (IOException gone) {
            // The client has had enough.
          }
        });
    return listening;
  }

  private void pause(int milliseconds) {
    try {
      over.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpClientContext polled() {
    return Polled.to(url(""));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body == null ? -1 : body.length);
    if (body != null) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static void sendCompressed(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    send(exchange, 200, compressed(body));
  }

  private static byte[] compressed(byte[] body) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(body);
    }
    return compressed.toByteArray();
  }

  private void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (!over.await(20, TimeUnit.MILLISECONDS)) {
        out.write(' ');
        out.flush();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] filled(int length) {
    return "a".repeat(length).getBytes(UTF_8);
  }
}
