package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.reject;
import static caravan.poll.compare.Polls.slot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Checkpoint;
import caravan.event.DeadLetter;
import caravan.poll.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A record that is refused in every poll is a dead letter once a day. */
class RejectedTest extends ComparisonCase {

  /** The next poll, which reads one row that is fine and some that are refused. */
  private Poll poll(String... refused) {
    Poll poll = polls.next();
    polls.page(poll, 1 + refused.length, clients("a", 1));
    for (String record : refused) {
      reject(poll, record);
    }
    return polls.published(poll);
  }

  private static List<String> letters(Poll poll) {
    return poll.walk().letters().stream().map(DeadLetter::text).toList();
  }

  @Test
  void recordThatIsRefusedAgainIsCountedOnly() {
    // When
    Poll first = poll("{}", "{1}");
    Poll second = poll("{}", "{2}");
    polls.failed("timeout");
    Poll fourth = poll("{}", "{1}", "{2}", "{2}");

    // Then
    assertEquals(List.of("{}", "{1}"), letters(first));
    assertEquals(List.of("{2}"), letters(second));
    assertEquals(List.of(), letters(fourth));
    assertEquals(
        List.of(0L, 1L, 4L),
        List.of(first, second, fourth).stream()
            .map(poll -> poll.report().lettersSuppressed())
            .toList());
    assertEquals(4, fourth.report().rejected());
    assertEquals("records_rejected", fourth.report().reason());
  }

  @Test
  void recordThatIsRefusedForADayIsToldAgain() {
    // Given
    int aDay = (int) Duration.ofDays(1).toMinutes();
    poll("{}");

    // When
    polls.skip(aDay - 2);
    Poll within = poll("{}");
    Poll after = poll("{}");
    Poll next = poll("{}");

    // Then
    assertEquals(List.of(), letters(within));
    assertEquals(List.of("{}"), letters(after));
    assertEquals(List.of(), letters(next));
    assertEquals(1, next.outcome().checkpoint().letters().size());
  }

  /** A clock that was ahead once must not keep a record quiet until it is right. */
  @Test
  void recordThatWasToldInTheFutureIsToldAgain() {
    // Given
    polls.skip(100_000);
    poll("{}");
    polls.skip(-100_000);

    // Then
    assertEquals(List.of("{}"), letters(poll("{}")));
  }

  @Test
  void whatIsKnownToBeToldIsBounded() {
    // Given
    String[] refused =
        IntStream.range(0, 1_100).mapToObj(i -> "{" + i + "}").toArray(String[]::new);

    // When
    poll("{old}");
    Poll first = poll(refused);
    Poll next = poll(refused);
    Checkpoint kept = first.outcome().checkpoint();

    // Then
    assertEquals(Checkpoint.MAX_LETTERS, kept.letters().size());
    assertEquals(Set.of(slot(1).plusSeconds(30)), Set.copyOf(kept.letters().values()));
    int bytes = next.outcome().checkpoint().json().length();
    assertTrue(bytes < 80 * 1024, bytes + " bytes");
    assertEquals(1_100 - Checkpoint.MAX_LETTERS, letters(next).size());
    assertEquals(Checkpoint.MAX_LETTERS, next.report().lettersSuppressed());
  }

  @Test
  void whatIsToldIsKeptInKafka() throws Exception {
    // When
    Checkpoint first = poll("{}").outcome().checkpoint();
    Checkpoint next = poll("{}").outcome().checkpoint();

    // Then
    assertEquals(List.of(slot(0).plusSeconds(30)), List.copyOf(first.letters().values()));
    assertEquals(first, Checkpoint.read(first.json().getBytes(UTF_8)));
    assertEquals(first.letters(), next.letters());
  }
}
