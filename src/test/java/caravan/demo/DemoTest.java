package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo from start to end, with a stand-in for the product. */
@Tag("broker")
@Timeout(120)
class DemoTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Duration startLimit = LIMIT;

  @Test
  void showsEveryEventAndStopsByItself() throws Exception {
    Result result = demo("publish", "--seconds", "2");

    assertEquals(0, result.code(), result.text());
    assertTrue(result.text().startsWith("Caravan demo\n"));
    assertTrue(result.text().contains("only what changes is an event"), result.text());
    assertFalse(result.text().contains("transaction"), result.text());
    for (String what : List.of("events", "health", "metrics", "clouds", "log", "targets", "docs")) {
      assertTrue(result.text().contains("\n  " + what + " "), what);
    }
    assertTrue(result.text().contains("  opened    10.0.4.17 at cmgo-eqmoaxxx"), result.text());
    assertTrue(result.text().contains("  complete  describeAccounts f3687b55.."));
    assertTrue(
        result.text().contains("\nStopped. 18 events in 10 complete polls and 2 incomplete ones."));
    assertTrue(result.text().contains("\n       2  connection.opened\n"));
    assertFalse(result.text().contains("\u001b"));
  }

  @Tag("thorough")
  @Test
  void quietLeavesOutCompletePolls() throws Exception {
    Result result = demo("publish", "--seconds", "2", "--quiet");

    assertEquals(0, result.code(), result.text());
    assertFalse(result.text().contains("  complete  "));
    assertTrue(result.text().contains("  partial   "));
    assertTrue(result.text().contains("  opened    "));
  }

  @Test
  void productThatEndsIsReportedWithItsLog() throws Exception {
    Result result = demo("fail");

    assertEquals(1, result.code());
    assertTrue(result.text().contains("The product ended with code 3. The end of its log:\n"));
    assertTrue(result.text().contains("key id AKIDEXAMPLE"));
    assertTrue(result.text().contains("targets accounts:\n"));
    assertTrue(result.text().endsWith("The configuration is wrong.\n"));
  }

  @Test
  void silenceIsAFailureWhenTheDemoStopsByItself() throws Exception {
    startLimit = Duration.ofSeconds(2);

    Result result = demo("idle", "--seconds", "2");

    assertEquals(1, result.code());
    assertTrue(result.text().contains("Nothing was published in 2 s. The end of its log:"));
  }

  @Test
  @Tag("thorough")
  void signalEndsEverythingWithCodeZero() throws Exception {
    for (String signal : interruptIsIgnored() ? List.of("TERM") : List.of("INT", "TERM")) {
      // Given
      Path output = folder.resolve(signal + ".txt");
      Path temporary = Files.createDirectory(folder.resolve(signal));
      Process demo = process(output, temporary, "publish", existing());
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> Files.readString(output).contains("  complete  describeAccounts"));
      List<ProcessHandle> children = demo.descendants().toList();
      assertEquals(1, children.size());

      // When
      new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).start().waitFor();

      // Then
      assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
      assertEquals(0, demo.exitValue(), Files.readString(output));
      assertFalse(children.get(0).isAlive());
      assertEquals(List.of(), left(temporary));
      assertTrue(Files.readString(output).contains("Stopped. 18 events in 10 complete polls"));
    }
  }

  /** Started in the background of a script, a process and all its children never see SIGINT. */
  private static boolean interruptIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void missingProductIsAParagraphAndCodeTwo() throws Exception {
    Path output = folder.resolve("missing.txt");
    Path temporary = Files.createDirectory(folder.resolve("missing"));

    Process demo = process(output, temporary, "idle", folder.resolve("nothing.jar"));

    assertTrue(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(2, demo.exitValue());
    assertEquals(1, Files.readAllLines(output).size(), Files.readString(output));
    assertTrue(Files.readString(output).startsWith("The packaged product is missing: "));
    assertEquals(List.of(), left(temporary));
  }

  private record Result(int code, String text) {}

  private Result demo(String behaviour, String... options) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Demo demo =
        new Demo(
            Options.parse(options), StandInDemo.launch(behaviour), startLimit, new Ink(false), out);
    int code = demo.run();
    return new Result(code, bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
  }

  private Path existing() throws IOException {
    Path file = folder.resolve("product.jar");
    return Files.exists(file) ? file : Files.createFile(file);
  }

  private static Process process(Path output, Path temporary, String behaviour, Path artifact)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", StandInDemo.classPath(), StandInDemo.class.getName()));
    command.addAll(List.of(behaviour, artifact.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static List<String> left(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
