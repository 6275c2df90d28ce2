package caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A program that the product is measured against, in a process of its own that lives through all
 * rounds. It reads lists when it is told to, a line at a time, and does nothing in between.
 */
final class Peer implements AutoCloseable {

  /** Reads lists and publishes every row of them. */
  interface Program {

    /** Reads one list; returns its rows once all of them are acknowledged or handed over. */
    int read(String list) throws Exception;

    /** Waits until everything is acknowledged; fails when something is not. */
    void flush() throws Exception;
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;

  private Peer(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.in = process.outputWriter(StandardCharsets.UTF_8);
  }

  static Peer start(Class<?> main, List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new Peer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /** Lets it read the lists and waits; gives rows and seconds. */
  JsonNode read(List<String> lists) throws IOException {
    in.write(String.join(" ", lists) + "\n");
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the program ended");
    }
    return JSON.readTree(line);
  }

  /** The other side: does what it is told on standard input, until that ends. */
  static void serve(Program program) throws Exception {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      long start = System.nanoTime();
      long rows = 0;
      for (String list : order.split(" ")) {
        rows += program.read(list);
      }
      program.flush();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println(JSON.createObjectNode().put("rows", rows).put("seconds", seconds));
    }
    System.exit(0);
  }

  /** Without a configuration the clients format every record for a log that nobody reads. */
  static void quiet() {
    for (String noisy :
        List.of("org.apache", "com.huaweicloud", "com.tencentcloudapi", "okhttp3", "kafka")) {
      Logger.getLogger(noisy).setLevel(Level.SEVERE);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
