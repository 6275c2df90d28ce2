package caravan.product;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One run of the packaged product, with everything it logged. */
final class Product implements AutoCloseable {

  private final Process process;
  private final int managementPort;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private Product(Process process, int managementPort) {
    this.process = process;
    this.managementPort = managementPort;
    this.reader = new Thread(this::readLog, "product-log");
    this.reader.setDaemon(true);
    this.reader.start();
  }

  /** Starts the product with some settings and environment variables. */
  static Product start(int managementPort, Map<String, String> settings, Map<String, String> env) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
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
  List<String> log() {
    return List.copyOf(log);
  }

  /** Waits until a line was logged, and gives the first one. */
  String awaitLine(Duration limit, Predicate<String> wanted) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> log.stream().anyMatch(wanted) || !process.isAlive());
    return log.stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new AssertionError("not logged: " + String.join("\n", log)));
  }

  /** Body of a page of the management port; the status stands before it. */
  String get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "none " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, as an orchestrator does, and says how long that took. */
  Duration stop() throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      throw new AssertionError("still running 40 s after SIGTERM");
    }
    reader.join();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits until it ended by itself and gives the exit code. */
  int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + String.join("\n", log));
    }
    reader.join();
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
