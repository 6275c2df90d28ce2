package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MissingScopesTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong time = new AtomicLong(-5 * SECOND);
  private final MissingScopes missing = new MissingScopes(Duration.ofSeconds(10), time::get);

  private List<String> lasting(String... paths) {
    return missing.lasting(Set.of(paths));
  }

  @Test
  void scopeHasToBeMissingForTheWholeGrace() {
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(10 * SECOND - 1);
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(1);
    assertEquals(List.of("a"), lasting("a"));
  }

  @Test
  void eachScopeHasAGraceOfItsOwn() {
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(6 * SECOND);
    assertEquals(List.of(), lasting("a", "b"));
    time.addAndGet(4 * SECOND);
    assertEquals(List.of("a"), lasting("a", "b"));
    assertEquals(2, missing.count());
  }

  /** It was put back, or its partition went to another replica and came back. */
  @Test
  void scopeThatWasNotMissingInBetweenBeginsAnew() {
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(9 * SECOND);
    assertEquals(List.of(), lasting());
    assertEquals(0, missing.count());
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(9 * SECOND);
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(SECOND);
    assertEquals(List.of("a"), lasting("a"));
  }

  /** The paths are keys of a topic. */
  @Test
  void pathCannotForgeALine() {
    try (LogLines lines = LogLines.of(MissingScopes.class)) {
      lasting("a\nERROR forged");
      assertTrue(lines.all().get(0).endsWith(": a ERROR forged"), lines.all()::toString);
    }
  }

  /** Whoever could not end it now is told again. */
  @Test
  void scopeThatStaysIsNamedAgain() {
    assertEquals(List.of(), lasting("a"));
    time.addAndGet(10 * SECOND);
    assertEquals(List.of("a"), lasting("a"));
    time.addAndGet(SECOND);
    assertEquals(List.of("a"), lasting("a"));
  }

  @Test
  void withoutAGraceNothingIsWaitedFor() {
    MissingScopes impatient = new MissingScopes(Duration.ZERO, time::get);
    assertEquals(List.of("a"), impatient.lasting(Set.of("a")));
  }

  @Test
  void endIsAnnouncedOnce() {
    try (LogLines lines = LogLines.of(MissingScopes.class)) {
      assertEquals(List.of(), lasting("a", "b", "c", "d", "e"));
      assertEquals(List.of(), lasting("a", "b", "c", "d", "e"));
      assertEquals(1, lines.all().size());
      String line = lines.all().get(0);
      assertTrue(line.startsWith("scopes=5 are not among the targets"), line);
      assertTrue(line.endsWith("ends in 10 s unless they come back: a, b, c and 2 more"), line);
    }
  }
}
