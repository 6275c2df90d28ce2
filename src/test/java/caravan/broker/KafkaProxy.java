package caravan.broker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The network between some clients and the brokers, on loopback, without TLS. It reads the headers
 * of requests and lets each pass, unless a {@link Rule} says otherwise: {@code
 * proxy.on(byClient("caravan-member")).hold()}. The newest rule that matches a request decides.
 *
 * <p>Brokers tell the clients of a proxy to come through it, so replicas that are to be cut off one
 * by one get a proxy each. Tests themselves use {@link Kafka#bootstrapServers}.
 */
public final class KafkaProxy implements AutoCloseable {

  private static final int CONNECT_MS = 2_000;

  /** What happens to a request. */
  private enum Effect {
    HOLD,
    DELAY,
    LOSE_REQUEST,
    LOSE_ANSWER,
    RESET,
    RESET_ANSWER
  }

  private final Map<Integer, ServerSocket> doors = new ConcurrentSkipListMap<>();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Begins to listen for a broker, and gives the port for its clients. */
  int inFrontOf(int node, int brokerPort) {
    int port = Broker.freePort();
    try {
      ServerSocket door = new ServerSocket(port, 100, InetAddress.getByName(Listener.HOST));
      doors.put(node, door);
      daemon("proxy-" + node, () -> accept(door, node, brokerPort));
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Addresses for Kafka clients that are to come through this proxy. */
  public String bootstrapServers() {
    return doors.values().stream()
        .map(door -> Listener.HOST + ":" + door.getLocalPort())
        .collect(Collectors.joining(","));
  }

  /** Begins a rule about some requests. */
  public Choice on(Predicate<KafkaRequest> which) {
    return new Choice(which, Integer.MAX_VALUE);
  }

  /** Closes all connections there are now; clients may connect again. */
  public void resetConnections() {
    connections.forEach(Connection::reset);
  }

  /** Some requests, and what is to happen to them. */
  public final class Choice {

    private final Predicate<KafkaRequest> which;
    private final int times;

    private Choice(Predicate<KafkaRequest> which, int times) {
      this.which = which;
      this.times = times;
    }

    /** Only so many of these requests. */
    public Choice times(int most) {
      return new Choice(which, most);
    }

    /**
     * Neither they nor their answers get on until the rule is lifted; then all do, also those whose
     * client has given them up. Answers to requests that came before the rule wait, too.
     */
    public Rule hold() {
      return add(Effect.HOLD, Duration.ZERO);
    }

    /** They get to the broker later. */
    public Rule delay(Duration time) {
      return add(Effect.DELAY, time);
    }

    /** They never get to the broker, nor does anything more on their connection. */
    public Rule loseRequests() {
      return add(Effect.LOSE_REQUEST, Duration.ZERO);
    }

    /** The broker does what they ask; their answers are lost, and all later ones there. */
    public Rule loseAnswers() {
      return add(Effect.LOSE_ANSWER, Duration.ZERO);
    }

    /** The connection is reset before the request gets to the broker. */
    public Rule reset() {
      return add(Effect.RESET, Duration.ZERO);
    }

    /** The broker does what they ask; in place of the answer the connection is reset. */
    public Rule resetAnswers() {
      return add(Effect.RESET_ANSWER, Duration.ZERO);
    }

    private Rule add(Effect effect, Duration time) {
      Rule rule = new Rule(which, effect, time, times);
      rules.add(0, rule);
      return rule;
    }
  }

  /** Something that happens to requests until it is lifted. */
  public final class Rule implements AutoCloseable {

    private final Predicate<KafkaRequest> which;
    private final Effect effect;
    private final Duration time;
    private final AtomicInteger left;
    private final AtomicLong hits = new AtomicLong();
    private final CountDownLatch lifted = new CountDownLatch(1);

    private Rule(Predicate<KafkaRequest> which, Effect effect, Duration time, int times) {
      this.which = which;
      this.effect = effect;
      this.time = time;
      this.left = new AtomicInteger(times);
    }

    /** How many requests it has met. */
    public long hits() {
      return hits.get();
    }

    /** From now on requests pass again; those that are held go on. */
    public void lift() {
      rules.remove(this);
      lifted.countDown();
    }

    @Override
    public void close() {
      lift();
    }

    private boolean takes(KafkaRequest request) {
      boolean takes = which.test(request) && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
      if (takes) {
        hits.incrementAndGet();
      }
      return takes;
    }

    private void awaitLifted(Duration atMost) throws IOException {
      try {
        if (atMost == null) {
          lifted.await();
        } else {
          lifted.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("the proxy is closing", e);
      }
    }
  }

  private Rule ruleFor(KafkaRequest request) {
    return rules.stream().filter(rule -> rule.takes(request)).findFirst().orElse(null);
  }

  /** Network that goes away while a request is being answered takes the answer with it. */
  private Rule holding(KafkaRequest request) {
    return rules.stream()
        .filter(rule -> rule.effect == Effect.HOLD && rule.which.test(request))
        .findFirst()
        .orElse(null);
  }

  private void accept(ServerSocket door, int node, int brokerPort) {
    while (!closed) {
      try {
        Connection connection = new Connection(door.accept(), node);
        connections.add(connection);
        daemon("proxy-requests", () -> connection.open(brokerPort));
      } catch (IOException e) {
        if (door.isClosed()) {
          return;
        }
      }
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    rules.forEach(Rule::lift);
    for (ServerSocket door : doors.values()) {
      try {
        door.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    resetConnections();
  }

  /** A request on its way, and the rule that it met, or null. */
  private record Sent(KafkaRequest request, Rule rule) {

    boolean meets(Effect effect) {
      return rule != null && rule.effect == effect;
    }
  }

  /** One connection of a client, and one of its own to the broker. */
  private final class Connection {

    private final Socket client;
    private final Socket broker = new Socket();
    private final int node;
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

    Connection(Socket client, int node) {
      this.client = client;
      this.node = node;
    }

    void open(int brokerPort) {
      try {
        client.setTcpNoDelay(true);
        broker.connect(new InetSocketAddress(Listener.HOST, brokerPort), CONNECT_MS);
        broker.setTcpNoDelay(true);
        daemon("proxy-answers", () -> carry(this::carryAnswers));
        carry(this::carryRequests);
      } catch (IOException e) {
        reset();
      }
    }

    private void carry(Carrier carrier) {
      try {
        carrier.run();
      } catch (IOException e) {
        reset();
      }
    }

    private void carryRequests() throws IOException {
      DataInputStream in = in(client);
      DataOutputStream out = out(broker);
      boolean lost = false;
      while (true) {
        byte[] frame = frame(in);
        KafkaRequest request = KafkaRequest.of(node, frame);
        Sent one = new Sent(request, ruleFor(request));
        lost = lost || one.meets(Effect.LOSE_REQUEST);
        if (lost) {
          continue;
        }
        if (one.meets(Effect.RESET)) {
          throw new EOFException("reset by rule");
        }
        if (one.meets(Effect.HOLD)) {
          one.rule.awaitLifted(null);
        } else if (one.meets(Effect.DELAY)) {
          one.rule.awaitLifted(one.rule.time);
        }
        sent.add(one);
        write(out, frame);
      }
    }

    private void carryAnswers() throws IOException {
      DataInputStream in = in(broker);
      DataOutputStream out = out(client);
      boolean lost = false;
      while (true) {
        byte[] frame = frame(in);
        Sent one = answered(ByteBuffer.wrap(frame).getInt());
        if (one.meets(Effect.RESET_ANSWER)) {
          throw new EOFException("reset by rule");
        }
        lost = lost || one.meets(Effect.LOSE_ANSWER);
        Rule holding = holding(one.request);
        if (holding != null) {
          holding.awaitLifted(null);
        }
        if (!lost) {
          write(out, frame);
        }
      }
    }

    /** Brokers answer in order; requests that want no answer get none. */
    private Sent answered(int correlationId) throws IOException {
      Sent one = sent.poll();
      while (one != null && one.request.correlationId() != correlationId) {
        one = sent.poll();
      }
      if (one == null) {
        throw new IOException("an answer to nothing");
      }
      return one;
    }

    void reset() {
      connections.remove(this);
      close(client);
      close(broker);
    }
  }

  /** Carries one direction of a connection until it ends. */
  private interface Carrier {
    void run() throws IOException;
  }

  private static DataInputStream in(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
  }

  private static DataOutputStream out(Socket socket) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
  }

  private static byte[] frame(DataInputStream in) throws IOException {
    byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    return frame;
  }

  private static void write(DataOutputStream out, byte[] frame) throws IOException {
    out.writeInt(frame.length);
    out.write(frame);
    out.flush();
  }

  /** So that the other side is told of a reset, not of an end. */
  private static void close(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It was closed already.
    }
  }
}
