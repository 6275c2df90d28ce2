package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** How a subcommand of the packaged product ended and what it wrote. */
record Run(int exitCode, String out, String errors) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 90;

  /** Exit code of a subcommand that found something wrong. */
  private static final int WRONG = 1;

  /**
   * Runs a subcommand to its end.
   *
   * @param folder where its output is kept
   * @param settings system properties
   * @param environment what it gets beside this process's own environment
   * @param arguments the subcommand and its arguments
   */
  static Run of(
      Path folder,
      Map<String, String> settings,
      Map<String, String> environment,
      String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Over in seconds, so compiling it well would not pay.
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-jar", System.getProperty("caravan.product")));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), () -> "still running: " + command);
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(errors));
  }

  /** Its output, which is one JSON value. */
  JsonNode json() throws IOException {
    return JSON.readTree(out);
  }

  /** Lines of its output. */
  List<String> lines() {
    return out.lines().toList();
  }

  /** The marker of the poll whose events it wrote, a line each. */
  JsonNode marker() throws IOException {
    return JSON.readTree(lines().get(lines().size() - 1));
  }

  /** The checks of one kind that ended in one way. */
  List<JsonNode> checks(String check, String status) throws IOException {
    return StreamSupport.stream(json().get("checks").spliterator(), false)
        .filter(one -> one.get("check").textValue().equals(check))
        .filter(one -> one.get("status").textValue().equals(status))
        .toList();
  }

  /** The one check that failed, which must be of this kind and say what to do. */
  JsonNode onlyFailure(String check) throws IOException {
    assertEquals(WRONG, exitCode, this::toString);
    List<JsonNode> failed = checks(check, "fail");
    assertEquals(1, failed.size(), this::toString);
    assertFalse(failed.get(0).get("remedy").textValue().isBlank());
    return failed.get(0);
  }

  /** Asserts that it wrote none of these. */
  void assertWithout(Collection<String> secrets) {
    assertWithout(secrets, out + errors);
  }

  /** Asserts that a text holds none of these, in any form that it may carry them in. */
  static void assertWithout(Collection<String> secrets, String text) {
    for (String secret : secrets) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      for (String form :
          List.of(
              secret,
              URLEncoder.encode(secret, StandardCharsets.UTF_8),
              Base64.getEncoder().encodeToString(bytes),
              secret.replace("/", "\\/"))) {
        assertFalse(text.contains(form), () -> "a secret was written: " + text);
      }
    }
  }
}
