package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import caravan.Fixtures;
import caravan.event.DeadLetter;
import caravan.model.Cursor;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Reasons;
import caravan.state.ScopeState;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  private static final PollError UNREADABLE =
      PollErrors.of(Reasons.VENDOR_ERROR, "unreadable_json", "cut off", 200, false);

  private final Gates gates = new Gates();
  private final Poll poll =
      new Poll(
          Fixtures.scope(Fixtures.TENCENT),
          Fixtures.SLOT,
          Fixtures.SLOT,
          new ScopeState(),
          () -> Fixtures.READ);

  /** An attempt that was answered with these headers fails. */
  private void note(Exception failure, Map<String, Object> headers) throws PageFailure {
    gates.pass(poll);
    gates.answered(poll, headers);
    gates.failed(poll, failure);
  }

  static Stream<Arguments> exceptions() {
    return Stream.of(
        arguments(new SocketTimeoutException("m"), "timeout", "no_answer_in_time", true),
        arguments(new ConnectTimeoutException("m"), "timeout", "no_answer_in_time", true),
        arguments(new InterruptedIOException("m"), "timeout", "no_answer_in_time", true),
        arguments(new UnknownHostException("m"), "transport", "unknown_host", true),
        arguments(new SSLHandshakeException("m"), "transport", "tls", true),
        arguments(new ConnectionClosedException("m"), "transport", "cut_off", true),
        arguments(new TruncatedChunkException("m"), "transport", "cut_off", true),
        arguments(new EOFException("m"), "transport", "cut_off", true),
        arguments(new NoHttpResponseException("m"), "transport", "no_connection", true),
        arguments(new ConnectException("m"), "transport", "no_connection", true),
        arguments(new SocketException("m"), "transport", "no_connection", true),
        arguments(new IOException("m"), "transport", "no_connection", true));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void failureOfTheNetworkHasAReasonAndMayBeRepeated(
      Exception failure, String reason, String code, boolean retryable) throws PageFailure {
    // Given
    poll.walk().advance(new Cursor(2, 2000, 1000));

    // When
    note(failure, Map.of());

    // Then
    assertEquals(PollErrors.of(reason, code, "m", null, 2, 1, retryable), poll.error());
    assertTrue(poll.walk().letters().isEmpty());
    assertFalse(poll.wantsPage());
  }

  /** The vendor was reached; what it sent cannot be read. */
  @Test
  void bodyThatIsNotCompressedAsStatedIsUnreadable() throws PageFailure {
    note(new ZipException("Not in GZIP format"), Map.of());
    assertEquals(Reasons.VENDOR_ERROR, poll.error().reason());
    assertEquals("bad_compression", poll.error().code());
  }

  @Test
  void faultOfOursIsNamedByItsClassAndNotByItsText() throws PageFailure {
    note(new IllegalStateException("inner " + Fixtures.SECRET), Map.of());
    assertEquals(
        PollError.of(Failure.INTERNAL, "internal", "IllegalStateException", null), poll.error());
  }

  @Test
  void missingMessageIsNoProblem() throws PageFailure {
    note(new SocketTimeoutException(), Map.of());
    assertNull(poll.error().message());
    assertEquals(Reasons.TIMEOUT, poll.error().reason());
  }

  @Test
  void statedErrorIsKeptAndMakesNoDeadLetter() throws PageFailure {
    // Given
    PollError stated = PollErrors.of(Reasons.THROTTLED, "Throttling", "slow", 400, true);

    // When
    note(new PageFailure(stated, null), Map.of());

    // Then
    assertEquals(stated, poll.error());
    assertTrue(poll.walk().letters().isEmpty());
  }

  @Test
  void firstFailureOfAPollCounts() throws PageFailure {
    note(new UnknownHostException("first"), Map.of());
    note(new SocketTimeoutException("second"), Map.of());
    assertEquals("first", poll.error().message());
  }

  @Test
  void everyAttemptAtAPageIsCountedAndTheNextPageStartsAnew() throws PageFailure {
    // Given
    note(new IOException("first"), Map.of());
    poll.walk().askAgain();

    // When
    note(new SocketTimeoutException("second"), Map.of());

    // Then
    assertEquals(
        PollErrors.of("timeout", "no_answer_in_time", "second", null, 0, 2, true), poll.error());
    poll.walk().askAgain();
    poll.walk().advance(poll.walk().cursor().next());
    note(new IOException("third"), Map.of());
    assertEquals(1, poll.error().attempts());
    assertEquals(1, poll.error().page());
  }

  @Test
  void deadLetterIsOnePerPageAndNotPerAttempt() throws PageFailure {
    // Given
    note(new PageFailure(UNREADABLE, bytes("{\"first\":")), Map.of());
    poll.walk().askAgain();
    assertTrue(poll.walk().letters().isEmpty());

    // When
    note(new PageFailure(UNREADABLE, bytes("{\"second\":")), Map.of());

    // Then
    assertEquals(1, poll.walk().letters().size());
    assertEquals("{\"second\":", poll.walk().letters().get(0).text());
    assertEquals(2, poll.walk().letters().get(0).attempts());
    assertEquals(2, poll.error().attempts());
  }

  @Test
  void pageThatWasNotAskedForAgainInTimeFailsWithItsLastAttempt() throws PageFailure {
    // Given
    note(new PageFailure(UNREADABLE, bytes("only")), Map.of());
    poll.walk().askAgain();

    // When
    poll.walk().giveUpPage();

    // Then
    assertEquals(UNREADABLE, poll.error());
    assertEquals("only", poll.walk().letters().get(0).text());
  }

  @Test
  void errorIsPublishedWithoutSecrets() throws PageFailure {
    note(new IOException("proxy said " + Fixtures.SECRET), Map.of());
    assertEquals("proxy said [redacted]", poll.error().message());
  }

  @Test
  void unreadablePageBecomesADeadLetter() throws PageFailure {
    // Given
    poll.walk().advance(new Cursor(3, 3000, 1000));

    // When
    note(new PageFailure(UNREADABLE, bytes("{\"Response\":{\"Cl")), Map.of());

    // Then
    DeadLetter letter = poll.walk().letters().get(0);
    assertEquals(1, poll.walk().letters().size());
    assertEquals(0, poll.walk().rejected());
    assertEquals("parse", letter.stage());
    assertEquals(3, letter.page());
    assertNull(letter.position());
    assertNull(letter.requestId());
    assertEquals("{\"Response\":{\"Cl", letter.text());
    assertFalse(letter.truncated());
    assertEquals(new DeadLetter.Cause("unreadable_json", null, "cut off"), letter.error());
    assertEquals(Fixtures.READ, letter.occurredAt());
    assertEquals(poll.id(), letter.pollId());
    assertEquals(Fixtures.SLOT, letter.scheduledAt());
    assertEquals(UNREADABLE.at(3, 1), poll.error());
  }

  @Test
  void bodyThatEndsLikeASecretBeginsLosesThatMuch() throws PageFailure {
    // Given
    String half = Fixtures.SECRET.substring(0, Fixtures.SECRET.length() - 1);
    PollError tooLarge =
        PollErrors.of(Reasons.VENDOR_ERROR, "page_too_large", "larger", 200, false);

    // When
    note(new PageFailure(tooLarge, bytes("echo: " + half)), Map.of());

    // Then
    assertEquals("echo: ", poll.walk().letters().get(0).text());
  }

  @Test
  void emptyBodyIsAnEmptyDeadLetter() throws PageFailure {
    note(new PageFailure(UNREADABLE, new byte[0]), Map.of());
    assertEquals("", poll.walk().letters().get(0).text());
    assertFalse(poll.walk().letters().get(0).truncated());
  }

  @Test
  void deadLetterHoldsNoSecret() throws PageFailure {
    // Given
    String body =
        "<p>" + Fixtures.TOKEN + " https://me:pw@host/a?sig=1 {\"password\":\"hunter2\"}</p>";
    PollError error =
        PollErrors.of(
            Reasons.VENDOR_ERROR, "unreadable_json", "Unrecognized " + Fixtures.TOKEN, 200, false);

    // When
    note(new PageFailure(error, bytes(body)), Map.of());

    // Then
    DeadLetter letter = poll.walk().letters().get(0);
    assertEquals("<p>[redacted] https://host/a {\"password\":\"[redacted]\"}</p>", letter.text());
    assertEquals("Unrecognized [redacted]", letter.error().message());
    assertEquals("Unrecognized [redacted]", poll.error().message());
  }

  @Test
  void longBodyIsCut() throws PageFailure {
    // When
    note(new PageFailure(UNREADABLE, bytes("\u8fde".repeat(100_000))), Map.of());

    // Then
    DeadLetter letter = poll.walk().letters().get(0);
    assertTrue(letter.truncated());
    assertEquals(64 * 1024 / 3, letter.text().length());
    assertArrayEquals(new int[] {'\u8fde'}, letter.text().chars().distinct().toArray());
  }

  @Test
  void secretAcrossTheCutIsTakenOutBeforeCutting() throws PageFailure {
    // Given
    String body = "x".repeat(64 * 1024 - 5) + Fixtures.SECRET + "y".repeat(10);

    // When
    note(new PageFailure(UNREADABLE, bytes(body)), Map.of());

    // Then
    String text = poll.walk().letters().get(0).text();
    assertEquals("x".repeat(64 * 1024 - 5) + "[reda", text);
  }

  @Test
  void secretWhoseEndWasNeverKeptIsTakenOutToo() throws PageFailure {
    // Given: so much is redacted that the end of what was looked at moves before the cut.
    String query = "https://host/a?" + "q".repeat(100 * 1024) + " ";
    String filler = "x".repeat(128 * 1024 - query.length() - 8);

    // When
    note(new PageFailure(UNREADABLE, bytes(query + filler + Fixtures.SECRET)), Map.of());

    // Then
    String text = poll.walk().letters().get(0).text();
    assertTrue(text.startsWith("https://host/a xx"), text.substring(0, 20));
    assertFalse(text.contains(Fixtures.SECRET.substring(0, 4)), "part of the secret is left");
    assertTrue(poll.walk().letters().get(0).truncated());
  }

  @Test
  void pageThatWasTooLargeCountsAsCut() throws PageFailure {
    PollError tooLarge =
        PollErrors.of(Reasons.VENDOR_ERROR, "page_too_large", "larger", 200, false);
    note(new PageFailure(tooLarge, bytes("{\"a\":1")), Map.of());
    assertTrue(poll.walk().letters().get(0).truncated());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The longest of what header, vendor and table say counts; without an answer none does. */
  @Test
  void vendorsWordOfWhenToAskAgainTravelsWithTheError() throws PageFailure {
    // Given
    PollError throttled = PollError.of(Failure.THROTTLED, "Slow", "m", 429);
    Map<String, Object> headers = Map.of("retry-after", "7", "other", 3);

    // When
    note(new PageFailure(throttled, null), headers);

    // Then
    assertEquals(throttled.hinting(Duration.ofSeconds(7)), poll.error());
  }

  @Test
  void requestWithoutAnAnswerHasNoHint() throws PageFailure {
    note(new IOException("m"), Map.of("Retry-After", "7"));
    assertNull(poll.error().hint());
  }

  @Test
  void tableMayKnowALongerHint() throws PageFailure {
    PollError locked =
        PollError.of(Failure.LOCKED, "Locked", "m", 401).hinting(Duration.ofMinutes(5));
    note(new PageFailure(locked, null), Map.of("Retry-After", "7"));
    assertEquals(locked, poll.error());
  }
}
