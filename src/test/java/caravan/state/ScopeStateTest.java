package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Checkpoint;
import caravan.event.Checkpoint.Absence;
import caravan.event.ConnectionFacts;
import caravan.event.Event;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Outcome;
import caravan.event.Raw;
import caravan.event.Report;
import caravan.model.Knowns;
import caravan.model.Scope;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeStateTest {

  private static final Instant SLOT = Instant.parse("2026-01-31T23:59:00Z");

  private final ScopeState memory = new ScopeState();

  static Stream<SubjectState> everything() {
    return Stream.concat(Knowns.carried(), Knowns.extreme());
  }

  @Test
  void newMemoryKnowsNothing() {
    assertEquals(0, memory.size());
    assertNull(memory.known("a"));
    assertNull(memory.incarnation("a"));
    assertTrue(memory.subjects().isEmpty());
    assertFalse(memory.subjects().iterator().hasNext());
    memory.remove("a");
    assertEquals(0, memory.size());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void whatIsPutComesBackEqual(SubjectState known) {
    // When
    memory.put(known);

    // Then
    assertEquals(known, memory.known(known.subject()));
    assertEquals(life(known), memory.incarnation(known.subject()));
    assertEquals(List.of(known.subject()), List.copyOf(memory.subjects()));
  }

  @Test
  void subjectsDoNotDisturbEachOther() {
    // Given
    Map<String, SubjectState> all =
        everything().collect(Collectors.toMap(SubjectState::subject, one -> one, (a, b) -> b));

    // When
    all.values().forEach(memory::put);

    // Then
    assertHolds(all);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void laterKnowledgeTakesThePlaceOfTheEarlier(SubjectState known) {
    // Given
    memory.put(Knowns.connection("c-1"));
    memory.put(
        new SubjectState(
            new Identity(known.subject(), null, 9, ""), null, null, null, List.of(), null));

    // When
    memory.put(known);

    // Then
    assertEquals(known, memory.known(known.subject()));
    assertEquals(known.subject().equals(Knowns.connection("c-1").subject()) ? 1 : 2, memory.size());
  }

  @Test
  void pathsOfOneHashAreKeptApart() {
    // Given
    List<String> alike = List.of("AaAa", "BBBB", "AaBB", "BBAa");
    assertEquals(1, alike.stream().map(path("")::concat).map(String::hashCode).distinct().count());
    Map<String, SubjectState> put = new HashMap<>();

    // When
    for (String name : alike.subList(0, 3)) {
      SubjectState known = Knowns.connection(name);
      memory.put(known);
      put.put(known.subject(), known);
    }

    // Then
    assertHolds(put);
    assertNull(memory.known(path("BBAa")));
    assertNull(memory.incarnation(path("BBAa")));

    // When
    memory.remove(path("BBAa"));
    memory.remove(path("AaAa"));
    put.remove(path("AaAa"));

    // Then
    assertHolds(put);
  }

  @Test
  void pathsThatBeginOrEndAlikeAreKeptApart() {
    // Given
    Map<String, SubjectState> put = new HashMap<>();
    for (String subject :
        List.of("a/b/c/d/e/f/g/h", "h", "a/b/c/d/e/f/g/", "a/b/c/d/e/f/g/hh", "/h", "", "g/h")) {
      SubjectState known = renamed(Knowns.connection("c-1"), subject);

      // When
      memory.put(known);
      put.put(subject, known);
    }

    // Then
    assertHolds(put);
    assertNull(memory.known("a/b/c/d/e/f/g"));
    assertNull(memory.known("a/b/c/d/e/f/g/H"));
    assertNull(memory.known("a/b/c/d/e/f/g/\u0168"));
  }

  /** The low bytes of the two characters are equal. */
  @Test
  void wideAndNarrowPathsAreKeptApart() {
    // Given
    Map<String, SubjectState> put = new HashMap<>();
    for (String name : List.of("用", "(", "用(", "(用")) {
      memory.put(Knowns.connection(name));
      put.put(path(name), Knowns.connection(name));
    }

    // Then
    assertHolds(put);
    assertNull(memory.known(path("u(")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void manyStepsLeaveWhatAPlainMapHolds(long seed) {
    // Given
    Random random = new Random(seed);
    Map<String, SubjectState> expected = new HashMap<>();

    for (int phase = 0; phase < 6; phase++) {
      boolean grows = phase % 2 == 0;
      for (int step = 0; step < 3_000; step++) {
        // When
        SubjectState known = Knowns.connection("c-" + random.nextInt(2_000));
        if (random.nextInt(10) < (grows ? 8 : 1)) {
          memory.put(known);
          expected.put(known.subject(), known);
        } else {
          memory.remove(known.subject());
          expected.remove(known.subject());
        }
        assertEquals(expected.size(), memory.size());
      }

      // Then
      assertHolds(expected);
    }
  }

  @Test
  void largeSubjectsCountAsSeveral() {
    // When
    memory.put(recorded("small", "{}"));
    memory.put(recorded("large", unlike(30_000)));
    memory.put(recorded("grows", "{}"));

    // Then
    assertEquals(3, memory.size());
    int one = memory.counted() - 2;
    assertTrue(one >= 30_000 / 384 && one <= 31_000 / 384, () -> "counts as " + one);
    assertEquals(1 + 30_000 / 384, ScopeState.countsAs(30_000));

    // When
    memory.put(recorded("grows", unlike(30_000)));
    assertEquals(1 + 2 * one, memory.counted());
    memory.remove(path("large"));
    memory.put(recorded("grows", "{}"));
    assertEquals(2, memory.counted());
    memory.remove(path("small"));
    memory.remove(path("grows"));

    // Then
    assertEquals(0, memory.counted());
  }

  /** A text that cannot be packed. */
  private static String unlike(int length) {
    return new Random(length)
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void emptiedMemoryTakesPathsOfAnyKind() {
    // Given
    SubjectState first = Knowns.connection("c-1");
    memory.put(first);
    memory.remove(first.subject());

    // When
    SubjectState second = renamed(first, "other/path");
    memory.put(second);

    // Then
    assertHolds(Map.of("other/path", second));
  }

  @Test
  void recordsOfManyShapesComeBack() {
    // Given
    Map<String, SubjectState> put = new HashMap<>();
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      members.append(i == 0 ? "" : ",").append("\"name-").append(i).append("\":").append(i);
      for (String record :
          List.of(
              "{" + members + "}",
              "[" + "1,".repeat(i) + "\"\\\"\\\\\"]",
              "\"".repeat(i),
              "\\".repeat(i) + "\"",
              "\u0000".repeat(i % 3) + "{\"a\":\"b\"",
              "-" + "1.e+".repeat(i) + "x")) {
        SubjectState known = recorded("c-" + put.size(), record);

        // When
        memory.put(known);
        put.put(known.subject(), known);
      }
    }

    // Then
    assertHolds(put);
  }

  @Test
  void subjectsCannotBeWalkedWhileTheyChange() {
    // Given
    memory.put(Knowns.connection("c-1"));
    memory.put(Knowns.connection("c-2"));
    Iterator<String> walk = memory.subjects().iterator();
    walk.next();

    // When
    memory.put(Knowns.connection("c-3"));

    // Then
    assertThrows(ConcurrentModificationException.class, walk::next);
  }

  @Test
  void subjectsAreAViewThatTakesNothingIn() {
    memory.put(Knowns.connection("c-1"));
    assertTrue(memory.subjects().contains(path("c-1")));
    assertFalse(memory.subjects().contains(path("c-2")));
    assertFalse(memory.subjects().contains((Object) 1));
    assertThrows(UnsupportedOperationException.class, () -> memory.subjects().add("x"));
    assertThrows(UnsupportedOperationException.class, () -> memory.subjects().clear());
    Iterator<String> walk = memory.subjects().iterator();
    walk.next();
    assertThrows(NoSuchElementException.class, walk::next);
  }

  @Test
  void readableOrEndedSubjectIsNotUnreadableAnyMore() {
    // Given
    memory.unreadable(path("c-1"));
    memory.unreadable(path("c-2"));
    memory.unreadable(path("c-3"));

    // When
    memory.put(Knowns.connection("c-1"));
    memory.remove(path("c-2"));

    // Then
    assertEquals(Set.of(path("c-3")), memory.unreadable());
    assertEquals(1, memory.size());
  }

  @Test
  void publishedPollChangesWhatIsKnown() {
    // Given
    Scope scope = Fixtures.exampleScope();
    SubjectState stays = Knowns.connection("stays");
    memory.put(Knowns.connection("ends"));
    memory.unreadable(path("forgotten"));
    Poll poll = Fixtures.poll(scope, memory);
    Checkpoint left =
        new Checkpoint(
            scope.path(),
            new Checkpoint.Last(poll.id(), poll.scheduledAt(), "partial"),
            null,
            new TreeMap<>(Map.of("x", new Absence(1, SLOT))),
            0,
            null);
    poll.concludes(
        new Outcome(
            List.of(
                Knowns.event(stays, scope),
                ending(Knowns.event(Knowns.connection("ends"), scope)),
                Fixtures.marker(poll, "id", Kind.SNAPSHOT_INCOMPLETE, SLOT, 3, report())),
            Set.of(path("forgotten")),
            left));

    // When
    poll.remember();

    // Then
    assertHolds(Map.of(stays.subject(), stays));
    assertEquals(Set.of(), memory.unreadable());
    assertEquals(left, memory.checkpoint());
    assertEquals(poll.scheduledAt(), memory.lastSlot());
    assertNull(memory.complete());
    assertEquals(scope, memory.scope());
  }

  @Test
  void onePollAtATimeHoldsTheScope() throws Exception {
    assertTrue(memory.hold());
    assertFalse(memory.hold());
    assertFalse(memory.awaitRelease(1));
    memory.release();
    assertTrue(memory.awaitRelease(1));
    assertTrue(memory.hold());
    CompletableFuture<Void> released = CompletableFuture.runAsync(memory::release);
    assertTrue(memory.awaitRelease(TimeUnit.MINUTES.toMillis(1)));
    released.get();
  }

  @Test
  void lostScopeIsHeldNoMore() {
    memory.lose();
    assertTrue(memory.lost());
    assertFalse(memory.hold());
  }

  private void assertHolds(Map<String, SubjectState> expected) {
    assertEquals(expected.size(), memory.size());
    assertEquals(expected.size(), memory.subjects().size());
    assertEquals(expected.keySet(), new HashSet<>(memory.subjects()));
    assertEquals(expected.size(), new ArrayList<>(memory.subjects()).size());
    expected.forEach(
        (subject, known) -> {
          assertEquals(known, memory.known(subject));
          assertEquals(life(known), memory.incarnation(subject));
        });
  }

  private static Incarnation life(SubjectState known) {
    return new Incarnation(known.identity(), known.scheduledAt());
  }

  private static String path(String name) {
    return Knowns.UID + "/connection/" + name;
  }

  private static SubjectState recorded(String name, String record) {
    SubjectState usual = Knowns.connection(name);
    return new SubjectState(
        usual.identity(),
        usual.observedAt(),
        usual.scheduledAt(),
        usual.facts(),
        usual.quality(),
        new Raw(record, Ids.sha256(record), false));
  }

  private static SubjectState renamed(SubjectState known, String subject) {
    return new SubjectState(
        new Identity(subject, known.incarnation(), known.revision(), known.contentHash()),
        known.observedAt(),
        known.scheduledAt(),
        known.facts(),
        known.quality(),
        known.raw());
  }

  private static Event ending(Event event) {
    return new Event(
        event.id(),
        Kind.CONNECTION_CLOSED,
        event.identity().next(event.contentHash()),
        new Event.Times(
            event.times().event(), "window_end", event.observedAt(), event.times().window()),
        "absent_from_snapshot",
        event.snapshot(),
        event.scope(),
        null,
        new ConnectionFacts(
            FactsOf.client(event.facts()),
            FactsOf.connection(event.facts()).closed(SLOT, SLOT),
            FactsOf.traffic(event.facts())),
        null,
        event.quality(),
        event.raw());
  }

  private static Report report() {
    return new Report("partial", "timeout", true, 2, 1, null, 1, 1, 0, Map.of(), 3, 0, null, null);
  }
}
