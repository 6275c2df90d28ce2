package caravan.poll.limit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettableClock;
import caravan.app.HealthChecks;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.poll.Gates;
import caravan.poll.Poll;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitsTest {

  private static final String HOST = "https://mongodb.intl.tencentcloudapi.com";

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Circuits circuits = new Circuits(clock, clock, meters, () -> 0.5);
  private final Gates gates = new Gates(circuits);

  /** As the client tells them. */
  static Stream<Exception> unreachable() {
    return Stream.of(
        page(Failure.TRANSPORT, "connection_refused"),
        page(Failure.TIMEOUT, "connect_timeout"),
        page(Failure.TRANSPORT, "unknown_host"),
        page(Failure.UNREACHABLE, "tls"),
        page(Failure.TRANSPORT, "proxy_unreachable"),
        page(Failure.UNREACHABLE, "proxy_authentication"));
  }

  private static PageFailure page(Failure failure, String code) {
    return new PageFailure(PollError.of(failure, code, "what happened", null), null);
  }

  static Stream<Exception> silent() {
    return Stream.of(
        new SocketTimeoutException("no answer in time"), new NoHttpResponseException("hung up"));
  }

  static Stream<Exception> answers() {
    return Stream.of(
        page("vendor_error", 503), page("throttled", 429), new ConnectionClosedException("cut"));
  }

  private static PageFailure page(String reason, Integer status) {
    return new PageFailure(PollErrors.of(reason, "code", "message", status, true), null);
  }

  private static Poll poll() {
    return Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
  }

  private void fails(Exception failure) throws PageFailure {
    Poll poll = poll();
    gates.pass(poll);
    gates.failed(poll, failure);
  }

  private void failInARow(Exception failure, int times) throws PageFailure {
    for (int i = 0; i < times; i++) {
      fails(failure);
    }
  }

  private void succeeds() throws PageFailure {
    Poll poll = poll();
    gates.pass(poll);
    gates.accepted(poll);
  }

  private double state() {
    return meters.get("caravan.circuit.state").tag("host", HOST).gauge().value();
  }

  /** Polls of a host that was taken out may still run; they do not bring its meter back. */
  @Test
  void hostThatIsTakenOutIsNotShown() throws PageFailure {
    succeeds();
    circuits.retainScopes(List.of(poll().scope()));
    assertEquals(0, state());
    circuits.retainScopes(List.of(Fixtures.scope(Fixtures.CTYUN)));
    succeeds();
    assertEquals(List.of(), meters.getMeters());
    circuits.retainScopes(List.of(poll().scope()));
    assertEquals(0, state());
  }

  private PollError refused() {
    Poll poll = poll();
    assertThrows(PageFailure.class, () -> gates.pass(poll));
    return poll.error();
  }

  @ParameterizedTest
  @MethodSource("unreachable")
  void hostThatCannotBeReachedIsLeftAlone(Exception failure) throws PageFailure {
    // Given
    succeeds();
    failInARow(failure, 9);
    assertEquals(0, state());

    // When
    fails(failure);

    // Then
    assertEquals(2, state());
    PollError error = refused();
    assertEquals("transport", error.reason());
    assertEquals("circuit_open", error.code());
    assertTrue(error.retryable());
    String message = error.message();
    for (String part :
        new String[] {HOST, "2026-01-31T23:59:00Z", "what happened", "2026-01-31T23:59:03.750Z"}) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void successInBetweenKeepsItClosed() throws PageFailure {
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 9);
    succeeds();
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 9);
    assertEquals(0, state());
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answerOfAnyKindKeepsItClosed(Exception failure) throws PageFailure {
    failInARow(failure, 50);
    assertEquals(0, state());
  }

  @ParameterizedTest
  @MethodSource("silent")
  void silenceCountsOnlyWhenNobodyGetsAnAnswer(Exception failure) throws PageFailure {
    // Given
    succeeds();
    failInARow(failure, 50);
    assertEquals(0, state());

    // When
    clock.advance(Duration.ofMinutes(15));
    failInARow(failure, 10);

    // Then
    assertEquals(2, state());
  }

  @Test
  void whatIsNotTheHostsDoesNotCount() throws PageFailure {
    failInARow(page("timeout", null), 20);
    failInARow(page(Failure.UNREACHABLE, "foreign_host"), 20);
    failInARow(page(Failure.UNREACHABLE, "unusable_file"), 20);
    failInARow(page(Failure.AUTHENTICATION, "account_suspended"), 20);
    failInARow(new IllegalStateException("ours"), 20);
    assertEquals(0, state());
  }

  @Test
  void oneProbeIsLetThroughAndItsSuccessCloses() throws PageFailure {
    // Given
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 10);
    clock.advance(Duration.ofMillis(3_750));
    refused();
    clock.advance(Duration.ofMillis(1));

    // When
    Poll probe = poll();
    gates.pass(probe);

    // Then
    assertEquals(1, state());
    assertEquals("circuit_open", refused().code());
    gates.accepted(probe);
    assertEquals(0, state());
    succeeds();
  }

  @Test
  void pauseGrowsWithEachProbeThatFails() throws PageFailure {
    // Given
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 10);

    // Then: three quarters of the longest pause.
    for (long pause : new long[] {3_750, 7_500, 15_000, 30_000, 60_000, 90_000, 90_000}) {
      clock.advance(Duration.ofMillis(pause));
      refused();
      clock.advance(Duration.ofMillis(1));
      fails(new SocketTimeoutException("no answer in time"));
    }
  }

  /** An open circuit waits for as long as it said, whatever becomes of the clock. */
  @Test
  void pauseIsMeasuredInRunningTime() throws PageFailure {
    // Given
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 10);
    clock.jump(Duration.ofDays(3650));
    String message = refused().message();
    assertTrue(message.contains("tried at 2036-01-29T23:59:03.750Z"), message);

    // When
    clock.jump(Duration.ofDays(-3651));
    clock.advance(Duration.ofMillis(3_751));

    // Then
    succeeds();
    assertEquals(0, state());
  }

  @Test
  void probeThatSendsNothingLeavesItToTheNext() throws PageFailure {
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 10);
    clock.advance(Duration.ofSeconds(5));
    fails(page("timeout", null));
    assertEquals(1, state());
    succeeds();
    assertEquals(0, state());
  }

  /** Else the poll would be asked again and again until its slot is over, without a request. */
  @Test
  void refusalIsNoAttemptAtThePage() throws PageFailure {
    // Given
    Poll poll = poll();
    gates.pass(poll);
    gates.failed(poll, page(Failure.TRANSPORT, "connection_refused"));
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 9);
    poll.walk().askAgain();

    // When
    assertThrows(PageFailure.class, () -> gates.pass(poll));

    // Then
    assertEquals("circuit_open", poll.error().code());
    assertEquals(1, poll.error().attempts());
    assertFalse(poll.walk().endedByPage());
    assertFalse(poll.wantsPage());
  }

  @Test
  void otherHostsGoOn() throws PageFailure {
    failInARow(page(Failure.TRANSPORT, "connection_refused"), 10);
    Poll other = Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI));
    assertDoesNotThrow(() -> gates.pass(other));
  }

  @Test
  void healthNamesTheHostAndStaysUp() throws IOException {
    // Given
    HealthCheck readiness = new HealthChecks().circuits(circuits);
    failInARow(new UnknownHostException("no such name"), 10);

    // Then
    HealthCheckResponse answer = readiness.call();
    assertEquals(HealthCheckResponse.Status.UP, answer.getStatus());
    Map<String, Object> data = answer.getData().orElseThrow();
    assertTrue(data.get("open " + HOST).toString().contains("no such name"), data::toString);
  }

  @Test
  void openingAndClosingAreSaidOnce() throws PageFailure {
    try (LogLines log = LogLines.of(HostCircuit.class)) {
      // Given
      failInARow(page(Failure.TRANSPORT, "connection_refused"), 10);
      Instant opened = clock.instant();
      clock.advance(Duration.ofSeconds(5));
      fails(page(Failure.TRANSPORT, "connection_refused"));
      refused();
      assertEquals(1, opened(log));

      // When
      clock.advance(Duration.ofSeconds(10));
      succeeds();

      // Then
      assertTrue(
          log.all().contains("circuit closed host=" + HOST + " openSince=" + opened),
          () -> log.all().toString());
      assertEquals(1, opened(log));
    }
  }

  private static long opened(LogLines log) {
    return log.all().stream().filter(line -> line.startsWith("circuit open")).count();
  }
}
