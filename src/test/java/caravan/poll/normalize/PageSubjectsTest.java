package caravan.poll.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.poll.Poll;
import caravan.state.SubjectState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageSubjectsTest {

  private final Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));

  private long page(List<Observation> rows) {
    PageSubjects subjects = new PageSubjects();
    rows.forEach(subjects::add);
    return subjects.moveTo(poll.walk());
  }

  private static Observation row(String subject, long count, int position) {
    return Fixtures.connection(subject, count, Fixtures.place(0, position));
  }

  private static Observation noted(String subject, int length) {
    Observation usual = row(subject, 1, 0);
    return Observation.of(subject, null, usual.facts(), List.of(), record(length), usual.place());
  }

  private static SubjectState known(String subject, int length) {
    return new SubjectState(
        new Identity(subject, null, 1, null), null, null, null, List.of(), record(length));
  }

  private static Raw record(int length) {
    String text = "{\"note\":\"" + "x".repeat(length) + "\"}";
    return new Raw(text, Ids.sha256(text), false);
  }

  private long count(String subject) {
    return FactsOf.connection(poll.walk().seen(subject).facts()).count();
  }

  @Test
  void onlyWhatIsNewOrHasGrownNeedsRoom() {
    // Given
    page(List.of(row("seen", 1, 0)));
    poll.memory().put(known("known", 20_000));
    poll.memory().put(known("grown", 10));
    PageSubjects subjects = new PageSubjects();

    // When
    Stream.of(
            row("seen", 2, 0),
            noted("known", 20_000),
            noted("grown", 20_000),
            noted("large", 20_000),
            row("new", 1, 1))
        .forEach(subjects::add);

    // Then
    int large = PageSubjects.counted(record(20_000));
    assertTrue(large > 50, () -> "counts as " + large);
    assertEquals(large - 1 + large + 1, subjects.newTo(poll));
  }

  @Test
  void differentSubjectsStayApart() {
    assertEquals(2, page(List.of(row("a", 1, 0), row("b", 1, 1))));
    assertEquals(2, poll.walk().unique());
    assertEquals(List.of(), poll.walk().seen("a").quality());
  }

  @Test
  void equalRowsAreOneAndTheFirstPlaceCounts() {
    assertEquals(1, page(List.of(row("a", 1, 0), row("a", 1, 1), row("a", 1, 2))));
    assertEquals(0, poll.walk().seen("a").place().position());
    assertEquals(List.of(), poll.walk().seen("a").quality());
  }

  @Test
  void twinsAreNumberedInTheOrderOfTheirText() {
    // When
    long fresh = page(List.of(row("a", 3, 0), row("a", 1, 1), row("a", 2, 2)));

    // Then
    assertEquals(3, fresh);
    assertEquals(1, count("a"));
    assertEquals(2, count("a/~2"));
    assertEquals(3, count("a/~3"));
    assertNull(poll.walk().seen("a/~4"));
    assertEquals(List.of(), poll.walk().seen("a").quality());
    Quality duplicate = new Quality("duplicate_in_snapshot", "subject");
    assertEquals(List.of(duplicate), poll.walk().seen("a/~2").quality());
    assertEquals(List.of(duplicate), poll.walk().seen("a/~3").quality());
    assertEquals(0, poll.walk().seen("a/~3").place().position());
  }

  @Test
  void numbersOfTwinsDoNotDependOnTheOrderOfTheRows() {
    // Given
    List<Observation> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(row(i % 3 == 0 ? "a" : "b", 100 + i / 2, i));
    }
    page(rows);
    List<String> expected = subjectsAndRecords(poll);

    for (int seed = 0; seed < 20; seed++) {
      // When
      Collections.shuffle(rows, new Random(seed));
      Poll shuffled = Fixtures.poll(poll.scope());
      PageSubjects subjects = new PageSubjects();
      rows.forEach(subjects::add);
      subjects.moveTo(shuffled.walk());

      // Then
      assertEquals(expected, subjectsAndRecords(shuffled));
    }
  }

  private static List<String> subjectsAndRecords(Poll poll) {
    return poll.walk().observations().stream()
        .map(one -> one.subject() + " " + one.raw().record() + " " + one.quality().size())
        .sorted()
        .toList();
  }

  @Test
  void twinKeepsEverythingButItsSubject() {
    // When
    page(List.of(row("a", 1, 0), row("a", 2, 1)));

    // Then
    Observation twin = poll.walk().seen("a/~2");
    Observation plain = row("a", 2, 1);
    assertEquals(plain.contentHash(), twin.contentHash());
    assertEquals(plain.raw(), twin.raw());
    assertEquals(plain.place(), twin.place());
    assertEquals(FactsOf.connection(plain.facts()), FactsOf.connection(twin.facts()));
  }

  @Test
  void repeatedTwinIsStillOne() {
    assertEquals(2, page(List.of(row("a", 1, 0), row("a", 2, 1), row("a", 1, 2), row("a", 2, 3))));
    assertEquals(2, poll.walk().unique());
  }

  @Test
  void laterPageReplacesWhatAnEarlierOneSaid() {
    // Given
    page(List.of(row("a", 1, 0), row("b", 1, 1)));

    // When
    Observation later = Fixtures.connection("a", 5, Fixtures.place(1, 0));
    long fresh = page(List.of(later, Fixtures.connection("c", 1, Fixtures.place(1, 1))));

    // Then
    assertEquals(1, fresh);
    assertEquals(5, count("a"));
    assertEquals(1, poll.walk().seen("a").place().page());
    assertEquals(List.of(), poll.walk().seen("a").quality());
    assertEquals(3, poll.walk().unique());
  }

  @Test
  void equalRowOnALaterPageIsDropped() {
    // Given
    page(List.of(row("a", 1, 0), row("b", 1, 1)));

    // When
    long fresh = page(List.of(Fixtures.connection("a", 1, Fixtures.place(1, 0))));

    // Then
    assertEquals(0, fresh);
    assertEquals(Fixtures.place(0, 0), poll.walk().seen("a").place());
  }

  @Test
  void twinWhoseNumberDoesNotFitStaysBehind() {
    // Given
    String longest = "a".repeat(1024);
    String fits = "a".repeat(1021);
    PageSubjects subjects = new PageSubjects();
    List.of(row(longest, 1, 0), row(longest, 2, 1), row(fits, 1, 2), row(fits, 2, 3))
        .forEach(subjects::add);

    // When
    long fresh = subjects.moveTo(poll.walk());

    // Then
    assertEquals(3, fresh);
    assertEquals(1, count(longest));
    assertEquals(2, count(fits + "/~2"));
    assertEquals(
        List.of(2L),
        subjects.unfit().stream().map(one -> FactsOf.connection(one.facts()).count()).toList());
  }

  @Test
  void hundredThousandTwinsTakeBoundedTime() {
    // Given
    int twins = 100_000;
    PageSubjects subjects = new PageSubjects();

    // When
    long fresh =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> {
              for (int i = 0; i < twins; i++) {
                subjects.add(row("masked", twins - i, i));
              }
              return subjects.moveTo(poll.walk());
            });

    // Then
    assertEquals(twins, fresh);
    assertEquals(twins, poll.walk().unique());
    assertNotNull(poll.walk().seen("masked/~" + twins));
    assertTrue(poll.walk().seen("masked").quality().isEmpty());
  }
}
