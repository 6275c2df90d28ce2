package caravan.simulator;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.zip.GZIPOutputStream;

/**
 * The four clouds on one HTTP port. A call is told apart by its headers and path, so the same port
 * serves as endpoint of every API and as a forward proxy for plain HTTP.
 *
 * <p>Every call is recorded. It gets the next scripted answer if there is one, else what {@link
 * Clouds} holds, after the vendor's checks of signature, clock, parameters and rate.
 */
public final class Simulator implements AutoCloseable {

  /** API id of Tencent's DescribeClientConnections. */
  public static final String TENCENT_CLIENT_CONNECTIONS = "tencent-mongodb-client-connections";

  /** API id of Tencent's DescribeInstanceSSL. */
  public static final String TENCENT_INSTANCE_SSL = "tencent-mongodb-instance-ssl";

  /** API id of Alibaba's DescribeUserOnlineClients. */
  public static final String ALIBABA_ONLINE_CLIENTS = "alibaba-sag-online-clients";

  /** API id of Huawei's list of P2C VPN connections. */
  public static final String HUAWEI_CONNECTIONS = "huawei-vpn-p2c-connections";

  /** API id of CTYun's describeAccounts. */
  public static final String CTYUN_ACCOUNTS = "ctyun-mongodb-accounts";

  /** API id of a call that no sheet knows. */
  public static final String UNKNOWN = "unknown";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int CALLS_KEPT = 20_000;

  static {
    // Without it a kept-alive connection waits 40 ms for a delayed acknowledgement at each answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Answers for calls of one kind: a queue that runs empty, or a function that stays. */
  private record Script(
      Predicate<Call> matches, Deque<Answer> queue, Function<Call, Answer> function) {}

  private final Clouds clouds;
  private final Rates rates = new Rates();
  private final Gate gate;
  private final HuaweiCloud huawei;
  private final List<Cloud> vendors;
  private final List<RoleService> roleServices;
  private final HttpServer server;
  private final ExecutorService executor;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Script> scripts = new ArrayList<>();
  private final Deque<Call> calls = new ArrayDeque<>();
  private final List<Answered> answered = new ArrayList<>();
  private volatile boolean keepsAnswers;
  private volatile Duration skew = Duration.ZERO;

  private Simulator(String host, int port, Clouds clouds) throws IOException {
    this.clouds = clouds;
    this.gate = new Gate(rates, clouds);
    this.huawei = new HuaweiCloud(clouds, gate);
    this.vendors =
        List.of(
            new TencentCloud(clouds, gate),
            new AlibabaCloud(clouds, gate),
            huawei,
            new CtyunCloud(clouds, gate));
    this.roleServices =
        List.of(
            new TencentRoleService(clouds.roles()),
            new AlibabaRoleService(clouds.roles()),
            new HuaweiRoleService(clouds.roles()));
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "simulator-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.server = HttpServer.create(new InetSocketAddress(host, port), 256);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts with the sample resources on a free loopback port. */
  public static Simulator start() {
    return start(0);
  }

  /**
   * Starts with the sample resources on a loopback port.
   *
   * @param port TCP port, 0 for a free one
   */
  public static Simulator start(int port) {
    return start(LOOPBACK, port, Clouds.sample(Instant.now()));
  }

  /**
   * Starts with the given state on a free loopback port.
   *
   * @param clouds what there is to list
   */
  public static Simulator start(Clouds clouds) {
    return start(LOOPBACK, 0, clouds);
  }

  /**
   * Starts with the given state.
   *
   * @param host address to listen on
   * @param port TCP port, 0 for a free one
   * @param clouds what there is to list
   * @throws IllegalStateException when the port cannot be had
   */
  public static Simulator start(String host, int port, Clouds clouds) {
    try {
      return new Simulator(host, port, clouds);
    } catch (IOException e) {
      throw new IllegalStateException("The simulator cannot listen on " + host + ":" + port, e);
    }
  }

  /** URL of every vendor's endpoint, without a trailing slash. */
  public String endpoint() {
    return "http://" + LOOPBACK + ":" + port();
  }

  /** TCP port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** What there is to list; may be changed at any time. */
  public Clouds clouds() {
    return clouds;
  }

  /**
   * Answers the next calls of an API from a script, one answer per call, then normally again.
   *
   * @param api API id
   * @param answers answers in order; {@link Answer#normal()} lets one call through
   */
  public void answer(String api, Answer... answers) {
    answer(call -> call.api().equals(api), answers);
  }

  /**
   * Answers the next matching calls from a script, one answer per call, then normally again.
   *
   * @param matches which calls
   * @param answers answers in order; {@link Answer#normal()} lets one call through
   */
  public void answer(Predicate<Call> matches, Answer... answers) {
    script(new Script(matches, new ArrayDeque<>(List.of(answers)), null));
  }

  /**
   * Answers all matching calls by a function until {@link #forget()}.
   *
   * @param matches which calls
   * @param function answer of a call; null means the normal one
   */
  public void answerAlways(Predicate<Call> matches, Function<Call, Answer> function) {
    script(new Script(matches, null, function));
  }

  /**
   * Sets how many requests per second one account may send to an API.
   *
   * @param api API id
   * @param perSecond requests in any one second, 0 for no limit
   */
  public void limit(String api, int perSecond) {
    gate.limit(api, perSecond);
  }

  /**
   * Sets the vendors' clocks wrong, as far as their checks of signatures go. The {@code Date}
   * header of answers always shows the real time.
   *
   * @param ahead how far the vendors are ahead; negative: behind
   */
  public void skew(Duration ahead) {
    skew = ahead;
  }

  /** Calls received so far, oldest first; only the last 20,000 are kept. */
  public List<Call> calls() {
    synchronized (calls) {
      return new ArrayList<>(calls);
    }
  }

  /**
   * Calls of one API received so far, oldest first.
   *
   * @param api API id
   */
  public List<Call> calls(String api) {
    return calls().stream().filter(call -> call.api().equals(api)).toList();
  }

  /**
   * From now on every whole answer of known length is kept as well, until {@link #forget()}.
   * Answers may be large, so nothing is kept unless asked for.
   */
  public void keepAnswers() {
    keepsAnswers = true;
  }

  /** Answers kept so far, in the order they went out. */
  public List<Answered> answered() {
    synchronized (answered) {
      return new ArrayList<>(answered);
    }
  }

  /**
   * Highest number of requests that one account has sent to an API within any one second, refused
   * ones included.
   *
   * @param api API id
   */
  public int highestRate(String api) {
    return rates.highest(api);
  }

  /**
   * Fails when an account has sent more requests to an API within a second than its budget allows.
   * What is delayed on its way may come together with what follows: for that there is room for a
   * quarter more, which is what the product's usual share leaves of a documented limit. And each
   * further replica may come with a first request at the same moment.
   *
   * @param budget requests per second of an API that all replicas together may send
   * @param replicas most replicas that ran side by side
   */
  public void assertWithin(ToDoubleFunction<String> budget, int replicas) {
    for (String api : rates.apis()) {
      if (!api.equals(UNKNOWN)) {
        double allowed = Math.ceil(budget.applyAsDouble(api));
        double room = Math.max(1, Math.ceil(allowed / 4)) + replicas - 1;
        if (rates.highest(api) > allowed + room) {
          throw new AssertionError(
              api + " got " + rates.highest(api) + " requests in a second, of " + allowed);
        }
      }
    }
  }

  /** Forgets calls, answers, scripts, rates, limits set, skew and locked keys; the clouds stay. */
  public void forget() {
    keepsAnswers = false;
    synchronized (answered) {
      answered.clear();
    }
    synchronized (calls) {
      calls.clear();
    }
    synchronized (scripts) {
      scripts.clear();
    }
    rates.forget();
    gate.documented();
    huawei.unlock();
    skew = Duration.ZERO;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private void script(Script script) {
    synchronized (scripts) {
      scripts.add(script);
    }
  }

  private Answer scripted(Call call) {
    synchronized (scripts) {
      scripts.removeIf(script -> script.queue() != null && script.queue().isEmpty());
      for (Script script : scripts) {
        if (script.matches().test(call)) {
          Answer answer =
              script.queue() == null ? script.function().apply(call) : script.queue().removeFirst();
          return answer == null ? Answer.normal() : answer;
        }
      }
    }
    return Answer.normal();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Call call = receive(exchange);
    Answer answer = scripted(call);
    if (answer.isNormal()) {
      answer = answer.carrying(normal(call));
    }
    try {
      pause(answer.delay());
      if (!answer.hangsUp()) {
        keep(call, answer);
        send(exchange, answer);
      }
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The simulator is closing");
    }
  }

  private Call receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
      headers.put(header.getKey(), String.join(",", header.getValue()));
    }
    String method = exchange.getRequestMethod();
    String uri = exchange.getRequestURI().toString();
    Call raw = new Call(Instant.now(), UNKNOWN, method, uri, headers, body);
    Cloud owner = owner(raw);
    Sheet sheet = owner == null ? null : owner.sheet(raw);
    String api = sheet == null ? UNKNOWN : sheet.api().id();
    Call call = new Call(raw.at(), api, method, uri, headers, body);
    rates.note(api, call.signer(), System.nanoTime());
    synchronized (calls) {
      if (calls.size() == CALLS_KEPT) {
        calls.removeFirst();
      }
      calls.addLast(call);
    }
    return call;
  }

  /** Before it is sent, so that whoever has read it finds it here. */
  private void keep(Call call, Answer answer) {
    if (keepsAnswers && answer.hasLength() && !answer.isCut()) {
      synchronized (answered) {
        answered.add(new Answered(call, Instant.now(), answer.status(), answer.plainBytes()));
      }
    }
  }

  /** Whose API is called; else whose call it looks like. */
  private Cloud owner(Call call) {
    return vendors.stream()
        .filter(vendor -> vendor.sheet(call) != null)
        .findFirst()
        .orElseGet(() -> vendors.stream().filter(one -> one.owns(call)).findFirst().orElse(null));
  }

  private Answer normal(Call call) {
    for (RoleService service : roleServices) {
      Answer answer = service.answer(call, Instant.now().plus(skew));
      if (answer != null) {
        return answer;
      }
    }
    Cloud owner = owner(call);
    if (owner != null) {
      return owner.answer(call, Instant.now().plus(skew));
    }
    if (call.path().equals("/") && call.method().equals("GET")) {
      return Answer.of(200, Overview.of(clouds))
          .header("Content-Type", "text/plain; charset=utf-8");
    }
    return Answer.of(404, "{\"message\":\"no such API\"}");
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException, InterruptedException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json;charset=utf-8");
    if (answer.isGzip()) {
      headers.set("Content-Encoding", "gzip");
    }
    answer.headers().forEach(headers::set);
    if (answer.hasLength()) {
      byte[] bytes = answer.wireBytes();
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      int end = answer.isCut() ? Math.min(answer.cutAfter(), bytes.length) : bytes.length;
      write(exchange.getResponseBody(), answer, bytes, end);
      if (end < bytes.length) {
        throw cutOff();
      }
    } else {
      exchange.sendResponseHeaders(answer.status(), 0);
      copy(exchange.getResponseBody(), answer);
    }
  }

  private void write(OutputStream out, Answer answer, byte[] bytes, int end)
      throws IOException, InterruptedException {
    int step = answer.dripBytes() > 0 ? answer.dripBytes() : Math.max(1, end);
    for (int from = 0; from < end; from += step) {
      out.write(bytes, from, Math.min(step, end - from));
      out.flush();
      if (answer.dripBytes() > 0) {
        pause(answer.dripEvery());
      }
    }
  }

  private void copy(OutputStream raw, Answer answer) throws IOException, InterruptedException {
    OutputStream out = answer.isGzip() ? new GZIPOutputStream(raw, 8192, true) : raw;
    byte[] buffer = new byte[answer.dripBytes() > 0 ? answer.dripBytes() : 8192];
    long left = answer.isCut() ? answer.cutAfter() : Long.MAX_VALUE;
    try (InputStream in = answer.open()) {
      while (left > 0 && closing.getCount() > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          out.close();
          return;
        }
        out.write(buffer, 0, count);
        out.flush();
        left -= count;
        if (answer.dripBytes() > 0) {
          pause(answer.dripEvery());
        }
      }
    }
    throw cutOff();
  }

  /** The server closes the connection of a failed handler at once, without ending the body. */
  private static IOException cutOff() {
    return new IOException("Cut off as scripted");
  }

  /** Waits, but no longer than the simulator lives. */
  private void pause(Duration wait) throws InterruptedException {
    if (!wait.isZero() && closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("The simulator is closing");
    }
  }

  /**
   * Runs the simulator by itself, with life in it, until the process is stopped.
   *
   * @param arguments {@code --port} (default 8080), {@code --host} (default 127.0.0.1), {@code
   *     --seed} (default 1)
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream errors) {
    int port = 8080;
    String host = LOOPBACK;
    long seed = 1;
    try {
      for (int i = 0; i < arguments.length; i += 2) {
        String value = i + 1 < arguments.length ? arguments[i + 1] : "";
        switch (arguments[i]) {
          case "--port" -> port = Integer.parseInt(value);
          case "--host" -> host = value;
          case "--seed" -> seed = Long.parseLong(value);
          default -> throw new IllegalArgumentException(arguments[i]);
        }
      }
    } catch (IllegalArgumentException e) {
      errors.println("Usage: Simulator [--port 8080] [--host 127.0.0.1] [--seed 1]");
      return 2;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    try (Simulator simulator = start(host, port, Clouds.sample(Instant.now()));
        Life life = new Life(simulator.clouds(), seed)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "simulator-stop"));
      life.start(Duration.ofSeconds(3));
      out.println("Simulated clouds at http://" + host + ":" + simulator.port());
      stopped.await();
      return 0;
    } catch (IllegalStateException e) {
      errors.println(e.getMessage() + ". Choose another with --port.");
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
