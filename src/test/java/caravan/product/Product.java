package caravan.product;

import static org.awaitility.Awaitility.await;

import caravan.simulator.Clouds;
import caravan.simulator.Sheet;
import caravan.simulator.TargetsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** One run of the packaged product, with everything it logged. */
public final class Product implements AutoCloseable {

  private static final Pattern SINCE_COMPLETE =
      Pattern.compile("caravan_since_complete_seconds\\{.*scope=\"([^\"]+)\".*} (\\S+)");

  /** Like those of every simulator that starts with its samples. */
  private static final Clouds CLOUDS = Clouds.sample(Instant.EPOCH);

  private static final double USUAL_SHARE = 0.8;

  /** One that stands still would never answer. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final Process process;
  private final int managementPort;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;

  private Product(Process process, int managementPort) {
    this.process = process;
    this.managementPort = managementPort;
    this.reader = new Thread(this::readLog, "product-log");
    this.reader.setDaemon(true);
    this.reader.start();
  }

  /**
   * Starts the product with some settings and environment variables. A setting such as {@code -Xmx}
   * is an option of the JVM.
   */
  public static Product start(
      int managementPort, Map<String, String> settings, Map<String, String> env) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of(System.getProperty("caravan.product")).resolveSibling("jvm.options"));
    command.add("-Xmx256m");
    settings.forEach(
        (name, value) ->
            command.add(name.startsWith("-") ? name + value : "-D" + name + "=" + value));
    command.add("-Dquarkus.management.port=" + managementPort);
    command.add("-jar");
    command.add(System.getProperty("caravan.product"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(env);
    try {
      return new Product(builder.start(), managementPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Environment that holds the simulator's credentials. */
  public static Map<String, String> credentials() {
    return TargetsFile.environment(CLOUDS);
  }

  /** What must appear nowhere. */
  public static Set<String> secrets() {
    return CLOUDS.firsts().values().stream()
        .map(account -> account.credential().secretAccessKey())
        .collect(Collectors.toSet());
  }

  /** Requests a second of an account where the vendor documents a limit, at the usual share. */
  public static OptionalDouble documentedBudget(String api) {
    double limit = Sheet.of(api).api().limits().requestsPerSecond();
    return limit == 0 ? OptionalDouble.empty() : OptionalDouble.of(limit * USUAL_SHARE);
  }

  /** Targets for the APIs of the simulated clouds whose facts are known by other ways as well. */
  public static String targets(String endpoint, String every) {
    return targets(endpoint, every, api -> true);
  }

  /** Targets for some of these. */
  public static String targets(String endpoint, String every, Predicate<String> apis) {
    return TargetsFile.text(
        CLOUDS,
        endpoint,
        sheet -> {
          String api = sheet.api().id();
          return Fact.knows(api) && apis.test(api) ? every : null;
        });
  }

  /** Targets for every API of the simulated clouds. */
  public static String allTargets(String endpoint, String every) {
    return TargetsFile.text(CLOUDS, endpoint, sheet -> every);
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(log::add);
    } catch (IOException | UncheckedIOException e) {
      log.add("the log ended: " + e.getMessage());
    }
  }

  /** Everything logged so far. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /** Waits until a line was logged, and gives the first one. */
  public String awaitLine(Duration limit, Predicate<String> wanted) {
    try {
      await()
          .atMost(limit)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> log().stream().anyMatch(wanted) || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not logged: " + String.join("\n", log()), e);
    }
    return log().stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new AssertionError("not logged: " + String.join("\n", log())));
  }

  /** What its metrics say of the scopes that it owns: seconds since the last complete poll. */
  public Map<String, Double> sinceComplete() {
    return get("/observe/metrics")
        .lines()
        .map(SINCE_COMPLETE::matcher)
        .filter(Matcher::matches)
        .filter(line -> !line.group(2).equals("NaN"))
        .collect(Collectors.toMap(line -> line.group(1), line -> Double.valueOf(line.group(2))));
  }

  /** Open subjects that it knows. */
  public int subjects() {
    return gauge("caravan_subjects");
  }

  /** Partitions that it owns; scopes of others have no metrics here. */
  public int partitionsOwned() {
    return gauge("caravan_partitions_owned");
  }

  private int gauge(String name) {
    return get("/observe/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  /** Body of a page of the management port; the status stands before it. */
  public String get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build(),
                  HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "none " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, as an orchestrator does, and says how long that took. */
  public Duration stop() throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      throw new AssertionError("still running 40 s after SIGTERM");
    }
    reader.join();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits until it ended by itself and gives the exit code. */
  public int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + String.join("\n", log()));
    }
    reader.join();
    return process.exitValue();
  }

  public long pid() {
    return process.pid();
  }

  /** Whether it runs, frozen or not. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Lets it run for a while, during which it must not end by itself. */
  public void runFor(Duration time) throws InterruptedException {
    if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      reader.join();
      throw new AssertionError("ended by itself: " + String.join("\n", log()));
    }
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  /** Takes the processor away from it, as a long pause of the machine does. */
  public void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets it go on after {@link #freeze()}. */
  public void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  /** Has it write what its threads do to its log. */
  public void dumpThreads() throws IOException, InterruptedException {
    signal("-QUIT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", signal, Long.toString(pid())).inheritIO().start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill " + signal + " ended with " + code);
    }
  }

  /** Memory that it holds, in MiB, as Linux counts it. */
  public long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
