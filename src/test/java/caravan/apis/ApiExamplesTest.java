package caravan.apis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import caravan.EventSchema;
import caravan.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every API's answers become exactly the expected events, views and dead letters, marker included.
 * {@code -Dexamples.write=true} writes what they become now; read it before it is committed.
 */
class ApiExamplesTest {

  private static final boolean WRITE = Boolean.getBoolean("examples.write");

  private static final Map<String, Function<ApiExample.Result, List<String>>> FILES =
      new TreeMap<>(
          Map.of(
              "events.jsonl", ApiExample.Result::events,
              "ocsf.jsonl", ApiExample.Result::ocsf,
              "ecs.jsonl", ApiExample.Result::ecs,
              "letters.jsonl", ApiExample.Result::letters));

  static Stream<ApiExample> all() {
    return ApiExample.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void answersBecomeWhatIsExpected(ApiExample example) throws IOException {
    List<ApiExample.Result> results = new ArrayList<>();
    for (Path answer : example.answers()) {
      results.add(example.result(answer));
    }
    assertFalse(results.isEmpty(), "no answers in " + example.folder());
    for (var file : FILES.entrySet()) {
      List<String> lines =
          results.stream().flatMap(one -> file.getValue().apply(one).stream()).toList();
      Path expected = example.folder().resolve(file.getKey());
      if (WRITE) {
        Files.write(expected, lines);
      }
      assertSame(
          expected, Files.exists(expected) ? Files.readAllLines(expected) : List.of(), lines);
    }
  }

  /** Names the first difference only: an event is long. */
  private static void assertSame(Path file, List<String> expected, List<String> lines) {
    for (int i = 0; i < Math.min(expected.size(), lines.size()); i++) {
      int at = difference(expected.get(i), lines.get(i));
      if (at >= 0) {
        fail(
            "%s:%d: expected …%s… but was …%s…"
                .formatted(file, i + 1, around(expected.get(i), at), around(lines.get(i), at)));
      }
    }
    assertEquals(expected.size(), lines.size(), "lines of " + file);
  }

  private static int difference(String one, String other) {
    int at = 0;
    while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return one.equals(other) ? -1 : at;
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 40));
  }

  @ParameterizedTest
  @MethodSource("all")
  void eventsAreAsTheSchemaSays(ApiExample example) throws IOException {
    for (Path answer : example.answers()) {
      for (String event : example.result(answer).events()) {
        assertEquals(Set.of(), EventSchema.problems(Fixtures.json(event)));
      }
    }
  }
}
