package caravan.poll.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.poll.Gates;
import caravan.poll.Poll;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkewsTest {

  private static final Instant SENT = Fixtures.SLOT;

  private final SettableClock clock = new SettableClock(SENT.plusSeconds(1));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Skews skews = new Skews(clock, clock.guard(), meters);
  private final Gates gates = new Gates(skews);
  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private final Poll poll = Fixtures.poll(scope);

  private void answered(Duration ahead) throws PageFailure {
    answered(
        DateTimeFormatter.RFC_1123_DATE_TIME.format(SENT.plus(ahead).atOffset(ZoneOffset.UTC)));
  }

  private void answered(String date) throws PageFailure {
    gates.pass(poll);
    gates.sending(poll, SENT, Duration.ZERO);
    gates.answered(poll, Collections.singletonMap("Date", date));
  }

  private double shown() {
    return meters.get("caravan.clock.skew").tag("endpoint", scope.host()).gauge().value();
  }

  /** The attempt that was begun last is refused. */
  private void refused(Failure failure) {
    gates.failed(poll, PollError.of(failure, "Code", "m", 401));
  }

  /** Another attempt, whose signature carries a correction, is refused. */
  private void refused(Poll other, Duration correction) throws PageFailure {
    gates.pass(other);
    gates.sending(other, SENT, correction);
    gates.failed(other, PollError.of(Failure.CLOCK, "Code", "m", 401));
  }

  /** One second passes between request and answer, and a header has no fraction of its second. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 1", "1200, 1199", "-1, -0.001", "-1200, -1199.001"})
  void smallestDifferenceThatExplainsTheDateIsShown(long ahead, double seconds) throws PageFailure {
    answered(Duration.ofSeconds(ahead));
    assertEquals(seconds, shown(), 0.0005);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EEE, dd MMM uuuu HH:mm:ss 'GMT'",
        "EEEE, dd-MMM-uu HH:mm:ss 'GMT'",
        "EEE MMM ppd HH:mm:ss uuuu"
      })
  void dateIsReadInAllFormsOfHttp(String form) throws PageFailure {
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(form, Locale.ENGLISH);
    answered(formatter.format(SENT.plusSeconds(1200).atOffset(ZoneOffset.UTC)));
    assertEquals(1199, shown(), 0.0005);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "today", "2026-03-01T12:00:00Z"})
  void answerWithoutAUsableDateTellsNothing(String date) throws PageFailure {
    answered(date);
    assertTrue(meters.find("caravan.clock.skew").gauges().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"CLOCK, 1200", "CLOCK, -1200", "CLOCK, 10", "AUTHENTICATION, 1200"})
  void firstRefusalForTheClockIsCorrectedAndAskedAgain(Failure failure, long ahead)
      throws PageFailure {
    // Given
    answered(Duration.ofSeconds(ahead));

    // When
    refused(failure);

    // Then
    assertTrue(poll.wantsPage());
    Duration left = Duration.ofSeconds(ahead).minus(skews.correction(scope)).abs();
    assertTrue(left.compareTo(Duration.ofSeconds(2)) < 0, left::toString);
  }

  @Test
  void secondRefusalInAPollStands() throws PageFailure {
    answered(Duration.ofMinutes(20));
    refused(Failure.CLOCK);
    refused(poll, Duration.ZERO);
    assertEquals(Failure.CLOCK, poll.error().failure());
  }

  /** What is not the clock's fault is not blamed on it. */
  @ParameterizedTest
  @CsvSource({"CLOCK, 1", "AUTHENTICATION, 30", "PERMISSION, 1200", "THROTTLED, 1200"})
  void otherFailuresStand(Failure failure, long ahead) throws PageFailure {
    answered(Duration.ofSeconds(ahead));
    refused(failure);
    assertFalse(poll.wantsPage());
    assertEquals(Duration.ZERO, skews.correction(scope));
  }

  /** Another poll was faster: its correction holds, and this one only asks again. */
  @Test
  void refusalOfARequestSignedBeforeTheCorrectionIsAskedAgain() throws PageFailure {
    // Given
    answered(Duration.ofMinutes(20));
    refused(Failure.CLOCK);
    Duration corrected = skews.correction(scope);
    Poll other = Fixtures.poll(scope);

    // When
    refused(other, Duration.ZERO);

    // Then
    assertTrue(other.wantsPage());
    assertEquals(corrected, skews.correction(scope));
  }

  @Test
  void clockThatIsPutRightIsFollowed() throws PageFailure {
    answered(Duration.ofMinutes(20));
    refused(Failure.CLOCK);
    Duration corrected = Duration.ofMinutes(20);
    answered(Duration.ZERO);
    Poll next = Fixtures.poll(scope);
    refused(next, corrected);
    assertEquals(Duration.ZERO, skews.correction(scope));
  }

  @Test
  void endpointsThatAreFarOffAreNamed() throws PageFailure {
    answered(Duration.ofSeconds(61));
    assertEquals(Map.of(), skews.far());
    answered(Duration.ofMinutes(-20));
    assertEquals(Map.of(scope.host(), -1200L), skews.far());
    answered(Duration.ZERO);
    assertEquals(Map.of(), skews.far());
  }

  @Test
  void endpointThatIsTakenOutIsForgotten() throws PageFailure {
    answered(Duration.ofMinutes(20));
    skews.retainScopes(List.of(scope));
    assertEquals(1199, shown(), 1);
    skews.retainScopes(List.of());
    assertEquals(Map.of(), skews.far());
    // A poll of it may still run.
    answered(Duration.ofMinutes(20));
    assertEquals(List.of(), meters.getMeters());
    skews.retainScopes(List.of(scope));
    assertEquals(1199, shown(), 1);
  }
}
