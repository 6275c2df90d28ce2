package caravan.demo;

import caravan.broker.Broker;
import caravan.demo.Checks.Obstacle;
import caravan.model.Api;
import caravan.simulator.Clouds;
import caravan.simulator.Life;
import caravan.simulator.Sheet;
import caravan.simulator.Simulator;
import caravan.simulator.TargetsFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs the packaged product against simulated clouds and a real Kafka broker, and shows every event
 * as it is published. Needs nothing but Java, and leaves nothing behind.
 *
 * <p>Exit codes: 0 stopped as asked, 1 the product failed, 2 the demo could not start.
 */
public final class Demo {

  private static final String TOPIC = "caravan.events.v1";
  private static final int TAIL = 40;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Options options;
  private final List<String> launch;
  private final Duration startLimit;
  private final Ink ink;
  private final PrintStream out;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A demo that has not started.
   *
   * @param options what the person asked for
   * @param launch what follows the system properties on the product's command line
   * @param startLimit how long the first event may take when the demo stops by itself
   * @param ink colours
   * @param out where the lines go
   */
  Demo(Options options, List<String> launch, Duration startLimit, Ink ink, PrintStream out) {
    this.options = options;
    this.launch = launch;
    this.startLimit = startLimit;
    this.ink = ink;
    this.out = out;
  }

  /**
   * Starts the demo.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    Path artifact =
        Path.of(System.getProperty("caravan.product", "target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath();
    main(arguments, artifact, List.of("-jar", artifact.toString()));
  }

  static void main(String[] arguments, Path artifact, List<String> launch) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Options options = null;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      out.print(Options.USAGE);
      System.exit(2);
    }
    if (options.help()) {
      out.print(Options.USAGE);
      System.exit(0);
    }
    try {
      Checks.all(options, artifact);
      Ink ink = Ink.forTerminal(System.getenv());
      Demo demo = new Demo(options, launch, START_LIMIT, ink, out);
      Thread hook = new Thread(demo::stopAndHalt, "demo-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      int code = demo.run();
      // When a signal came first, the hook is about to end the process with code 0.
      if (demo.stop.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(hook);
        System.exit(code);
      }
    } catch (Obstacle obstacle) {
      out.println(obstacle.getMessage());
      System.exit(2);
    } catch (IOException | RuntimeException e) {
      out.println("The demo could not go on: " + e.getMessage());
      System.exit(2);
    }
  }

  /** Asks {@link #run} to end; returns at once. */
  void stop() {
    stop.countDown();
  }

  /** What a signal sets off: being asked to stop is no failure, so the exit code is 0. */
  private void stopAndHalt() {
    stop();
    try {
      if (!ended.await(60, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  /**
   * Runs until asked to stop, the time is up or the product ends.
   *
   * @return exit code
   */
  int run() throws IOException {
    out.println(ink.bold("Caravan demo"));
    out.println(
        """
        Who is connected to your clouds? The packaged product polls APIs of four clouds,
        simulated on this machine, and publishes what it sees to a real Kafka broker. Below is
        every event, as a consumer reads it. The first poll of each list states what is there;
        after that only what changes is an event. "complete" ends a poll that saw the whole list,
        and only such a poll closes anything. Stars in an address are the cloud's, not ours. Stop
        with Ctrl-C.

        Starting Kafka, the clouds and the product ...
        """);
    try (Workspace workspace = new Workspace();
        Simulator simulator = Simulator.start(options.simulatorPort());
        Life life = new Life(simulator.clouds(), options.seed());
        Broker broker = Broker.start(options.kafkaPort(), workspace.file("kafka"))) {
      return run(workspace, simulator, life, broker);
    } finally {
      ended.countDown();
    }
  }

  private int run(Workspace workspace, Simulator simulator, Life life, Broker broker)
      throws IOException {
    int managementPort =
        options.managementPort() == 0 ? Broker.freePort() : options.managementPort();
    Path targets = workspace.file("targets.yaml");
    Path log = workspace.file("product.log");
    Clouds clouds = simulator.clouds();
    Files.writeString(
        targets, TargetsFile.finding(clouds, simulator.endpoint(), Demo::every, "10s"));
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("kafka.bootstrap.servers", broker.bootstrapServers());
    properties.put("caravan.targets", "file:" + targets);
    properties.put("quarkus.management.host", "127.0.0.1");
    properties.put("quarkus.management.port", Integer.toString(managementPort));
    properties.put("quarkus.http.host", "127.0.0.1");
    properties.put("quarkus.http.port", "0");
    try (Product product =
        Product.start(
            properties, launch, TargetsFile.environment(clouds), workspace.folder(), log)) {
      showWhereToLook(broker, simulator, managementPort, log, targets);
      life.start(Duration.ofSeconds(3));
      return watch(broker, product);
    }
  }

  /** Who is connected changes faster than who may connect. */
  static String every(Sheet sheet) {
    return sheet.api().source().family() == Api.Family.CONNECTION ? "5s" : "10s";
  }

  private void showWhereToLook(
      Broker broker, Simulator simulator, int managementPort, Path log, Path targets) {
    String management = "http://127.0.0.1:" + managementPort + "/observe/";
    out.println("Where to look while it runs:");
    look("events", "Kafka " + broker.bootstrapServers() + ", topic " + TOPIC);
    look("health", management + "health");
    look("metrics", management + "metrics");
    look("clouds", simulator.endpoint() + "/ (who is connected now)");
    look("log", log.toString());
    look("targets", targets + " (what is polled, and how often)");
    look("docs", "README.md and docs/");
    out.println();
  }

  private void look(String what, String where) {
    out.println(String.format("  %-8s %s", what, where));
  }

  private int watch(Broker broker, Product product) {
    DemoPrinter printer = new DemoPrinter(ink, ZoneId.systemDefault());
    ObjectMapper mapper = new ObjectMapper();
    Tally tally = new Tally();
    Instant begin = Instant.now();
    Instant first = null;
    try (Feed feed = new Feed(broker.bootstrapServers(), TOPIC)) {
      while (stop.getCount() > 0 && !over(first, Duration.ofSeconds(options.seconds()))) {
        for (String value : feed.next()) {
          first = first == null ? Instant.now() : first;
          show(mapper.readTree(value), printer, tally);
        }
        if (!product.running() && !stoppedTogether()) {
          return failed("The product ended with code " + product.exitCode() + ".", product);
        }
        if (first == null && over(begin, startLimit)) {
          return failed("Nothing was published in " + Units.duration(startLimit) + ".", product);
        }
      }
    } catch (JsonProcessingException e) {
      return failed("The product published something that is no JSON.", product);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.println();
    out.println(ink.bold("Stopped.") + " " + tally.summary());
    if (options.seconds() > 0 && stop.getCount() > 0 && tally.completePolls() == 0) {
      return failed("No poll was complete.", product);
    }
    out.println("Read on in README.md and docs/: targets of your own, guarantees, operation.");
    return 0;
  }

  private void show(JsonNode event, DemoPrinter printer, Tally tally) {
    tally.add(event);
    boolean complete = event.path("kind").asText().equals("snapshot.completed");
    if (!complete || !options.quiet()) {
      out.println(printer.line(event));
    }
  }

  private int failed(String what, Product product) {
    out.println();
    out.println(ink.warning(what) + " The end of its log:");
    out.println();
    out.println(product.tail(TAIL));
    return 1;
  }

  /** Whether a time since an instant is over; never without {@code --seconds}. */
  private boolean over(Instant since, Duration limit) {
    return options.seconds() > 0
        && since != null
        && Duration.between(since, Instant.now()).compareTo(limit) >= 0;
  }

  /**
   * Ctrl-C in a terminal reaches the product as well, possibly before this process: then its end is
   * no failure.
   */
  private boolean stoppedTogether() {
    try {
      return stop.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
