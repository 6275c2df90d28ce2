package caravan.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Outcome;
import caravan.event.Report;
import caravan.model.PageFailure;
import caravan.model.PollErrors;
import caravan.model.Scope;
import caravan.observe.MetricsSettings.By;
import caravan.poll.Gates;
import caravan.poll.Owned;
import caravan.poll.Poll;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class MetersTest {

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Owned owned = new Owned();
  private ToDoubleFunction<Scope> periods = any -> 0;
  private final Meters meters =
      new Meters(registry, clock, owned, one -> periods.applyAsDouble(one), By.SCOPE);
  private final Gates gates = new Gates(new RequestMeters(registry));
  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);

  private Poll poll(String status, long rows, int pages, long rejected, int events) {
    Poll poll = Fixtures.poll(scope);
    report(poll, status, rows, pages, rejected, events);
    return poll;
  }

  /** Makes a poll one that was published with these figures. */
  static void report(Poll poll, String status, long rows, int pages, long rejected, int events) {
    Report report =
        new Report(
            status,
            status.equals("complete") ? null : "throttled",
            true,
            pages,
            pages,
            null,
            rows,
            rows,
            rejected,
            Map.of(),
            events,
            0,
            null,
            null);
    poll.concludes(new Outcome(List.of(marker(poll, report)), Set.of(), null));
  }

  static Event marker(Poll poll, Report report) {
    return Fixtures.marker(poll, "id", Kind.SNAPSHOT_COMPLETED, Fixtures.READ, 1, report);
  }

  @Test
  void lagIsFromTheSlotToTheStart() {
    // Given
    Poll poll = poll("complete", 2, 1, 0, 1);

    // When
    meters.published(poll, Duration.ofSeconds(1));

    // Then
    Timer lag = registry.get("caravan.poll.lag").tag("api", scope.api().id()).timer();
    assertEquals(1, lag.count());
    assertEquals(
        (double) Duration.between(poll.scheduledAt(), poll.startedAt()).toMillis(),
        lag.totalTime(TimeUnit.MILLISECONDS));
  }

  private double gauge(String name) {
    return registry.get(name).tag("scope", scope.path()).gauge().value();
  }

  private double count(String name) {
    return registry.get(name).tag("scope", scope.path()).counter().count();
  }

  private double polls(String verdict) {
    return registry.get("caravan.polls").tag("verdict", verdict).counter().count();
  }

  @Test
  void scopeIsShownBeforeItsFirstPoll() {
    // Given
    clock.advance(Duration.ofSeconds(10));

    // When
    meters.retainScopes(List.of(scope));
    clock.advance(Duration.ofMillis(2_500));

    // Then
    assertEquals(2.5, gauge("caravan.since.complete"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
  }

  /** Else the alert on it could not fire for as long as a clock was wrong. */
  @Test
  void freshnessIsMeasuredInRunningTime() {
    // Given
    meters.retainScopes(List.of(scope));
    clock.jump(Duration.ofDays(3650));
    assertEquals(0, gauge("caravan.since.complete"));
    meters.published(poll("complete", 0, 1, 0, 1), Duration.ZERO);

    // When
    clock.jump(Duration.ofDays(-3650));
    clock.advance(Duration.ofSeconds(7));

    // Then
    assertEquals(7, gauge("caravan.since.complete"));
  }

  @Test
  void periodsSinceAPollWasStartedAreShownWhereTheScopeIsOwned() {
    meters.retainScopes(List.of(scope));
    periods = any -> 3.5;
    assertEquals(3.5, gauge("caravan.periods.since.start"));
    owned.only(any -> false);
    assertEquals(Double.NaN, gauge("caravan.periods.since.start"));
  }

  @Test
  void showingAScopeAgainChangesNothing() {
    // Given
    meters.published(poll("failed", 0, 0, 0, 1), Duration.ZERO);
    int shown = registry.getMeters().size();

    // When
    meters.retainScopes(List.of(scope));

    // Then
    assertEquals(1, gauge("caravan.incomplete.polls"));
    assertEquals(shown, registry.getMeters().size());
  }

  @Test
  void completePollSetsTheGaugesBack() {
    // Given
    meters.published(poll("failed", 0, 0, 0, 1), Duration.ZERO);
    meters.published(poll("partial", 1, 1, 0, 2), Duration.ZERO);
    clock.advance(Duration.ofSeconds(90));
    assertEquals(2, gauge("caravan.incomplete.polls"));
    assertEquals(90, gauge("caravan.since.complete"));

    // When
    meters.published(poll("complete", 1, 1, 0, 2), Duration.ZERO);
    clock.advance(Duration.ofSeconds(3));

    // Then
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertEquals(3, gauge("caravan.since.complete"));
  }

  @Test
  void figuresOfPublishedPollsAddUp() {
    // When
    meters.published(poll("complete", 7, 2, 0, 8), Duration.ofMillis(200));
    meters.published(poll("partial", 5, 3, 4, 2), Duration.ofMillis(300));

    // Then
    assertEquals(12, count("caravan.rows"));
    assertEquals(5, count("caravan.pages"));
    assertEquals(4, count("caravan.rejected"));
    assertEquals(10, count("caravan.events"));
    assertEquals(1, polls("complete"));
    assertEquals(1, polls("partial"));
    Timer duration = registry.get("caravan.poll.duration").tag("scope", scope.path()).timer();
    assertEquals(2, duration.count());
    assertEquals(500, duration.totalTime(TimeUnit.MILLISECONDS));
  }

  @Test
  void pollThatWasNotPublishedIsCountedAndNothingElse() {
    // When
    meters.retainScopes(List.of(scope));
    meters.unpublished(Fixtures.poll(scope), "unpublished");
    meters.unpublished(Fixtures.poll(scope), "abandoned");

    // Then
    assertEquals(1, polls("unpublished"));
    assertEquals(1, polls("abandoned"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertNull(registry.find("caravan.rows").counter());
  }

  @Test
  void requestIsCountedOnceByItsOutcome() throws PageFailure {
    // Given
    Poll poll = Fixtures.poll(scope);

    // When
    sending(poll);
    gates.accepted(poll);
    sending(poll);
    gates.failed(poll, PollErrors.of("throttled", "RequestLimitExceeded", "m", 200, true));

    // Then
    assertEquals(1, requests("ok"));
    assertEquals(1, requests("throttled"));
    assertEquals(2, registry.get("caravan.request.latency").timer().count());
    assertEquals(2, poll.walk().pagesExpected());
  }

  @Test
  void everyAttemptAtAPageIsARequestAndAllButTheFirstAreRetries() throws PageFailure {
    // Given
    Poll poll = Fixtures.poll(scope);

    // When
    for (int attempt = 1; attempt <= 3; attempt++) {
      sending(poll);
      gates.failed(poll, PollErrors.of("throttled", "RequestLimitExceeded", "m", 200, true));
      poll.walk().askAgain();
    }
    sending(poll);
    gates.accepted(poll);

    // Then
    assertEquals(3, requests("throttled"));
    assertEquals(1, requests("ok"));
    assertEquals(3, registry.get("caravan.retries").tag("api", Fixtures.TENCENT).counter().count());
    assertEquals(1, poll.walk().pagesExpected());
  }

  private void sending(Poll poll) throws PageFailure {
    gates.pass(poll);
    gates.sending(poll);
  }

  private double requests(String outcome) {
    return registry
        .get("caravan.requests")
        .tag("api", Fixtures.TENCENT)
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void latencyIsTheTimeOfTheRequest() throws PageFailure {
    // Given
    Poll poll = Fixtures.poll(scope);

    // When
    sending(poll);
    gates.accepted(poll);

    // Then
    Timer latency = registry.get("caravan.request.latency").timer();
    assertTrue(latency.max(TimeUnit.SECONDS) < 20, latency.max(TimeUnit.SECONDS) + " s");
  }

  @Test
  void requestThatWasNeverSentHasNoLatencyAndIsNotCounted() throws PageFailure {
    // Given: the credential cannot be read, so nothing is signed and sent.
    Poll poll = Fixtures.poll(scope);
    gates.pass(poll);

    // When
    gates.failed(poll, PollErrors.of("authentication", "unreadable_credentials", "m", null, false));

    // Then
    assertNull(registry.find("caravan.requests").counter());
    assertNull(registry.find("caravan.request.latency").timer());
  }

  @Test
  void requestWhosePageCannotBeTakenIsCountedOnce() throws PageFailure {
    // Given
    Poll poll = Fixtures.poll(scope);
    sending(poll);
    gates.accepted(poll);

    // When
    gates.failed(poll, new IllegalStateException("what is ours"));

    // Then
    assertEquals(1, requests("ok"));
    assertEquals(1, registry.get("caravan.request.latency").timer().count());
  }

  /** Its exchange ended before a step could say why. */
  @Test
  void requestThatNobodyEndedIsCountedWhenItsPollCloses() throws PageFailure {
    Poll poll = Fixtures.poll(scope);
    sending(poll);
    poll.close();
    poll.close();
    assertEquals(1, requests("vendor_error"));
  }

  @Test
  void noTagHoldsASecretOrGrowsWithTheAnswers() throws PageFailure {
    // When
    Poll poll = Fixtures.poll(scope);
    sending(poll);
    gates.failed(poll, PollErrors.of("vendor_error", Fixtures.SECRET, Fixtures.TOKEN, 500, true));
    meters.published(poll("failed", 0, 0, 0, 1), Duration.ZERO);

    // Then
    for (Meter meter : registry.getMeters()) {
      String id = meter.getId().toString();
      assertFalse(id.contains(Fixtures.SECRET) || id.contains(Fixtures.TOKEN), id);
    }
  }

  @Test
  void nothingIsStatedOfScopesThatOtherReplicasPoll() {
    // Given
    meters.retainScopes(List.of(scope));
    assertEquals(0, gauge("caravan.since.complete"));

    // When
    owned.only(one -> false);

    // Then
    assertTrue(Double.isNaN(gauge("caravan.since.complete")));
    assertTrue(Double.isNaN(gauge("caravan.incomplete.polls")));
  }

  @Test
  void scopesThatAreNotWantedDisappearAndTheOthersCountOn() {
    // Given
    Scope other = Fixtures.scope(Fixtures.HUAWEI);
    meters.retainScopes(List.of(scope, other));
    meters.published(poll("complete", 7, 2, 0, 8), Duration.ZERO);
    meters.unpublished(Fixtures.poll(other), "abandoned");

    // When
    meters.retainScopes(List.of(scope));

    // Then
    assertEquals(7, count("caravan.rows"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertEquals(List.of(), metersOf(other));
    clock.advance(Duration.ofSeconds(2));
    assertEquals(2, gauge("caravan.since.complete"));
  }

  private List<Meter> metersOf(Scope of) {
    return registry.getMeters().stream()
        .filter(meter -> of.path().equals(meter.getId().getTag("scope")))
        .toList();
  }

  /** It would bring back a gauge that grows for ever. */
  @Test
  void pollThatEndsAfterItsScopeWasTakenOutIsNotCounted() {
    // Given
    meters.retainScopes(List.of(scope));
    meters.retainScopes(List.of());

    // When
    meters.published(poll("complete", 7, 2, 0, 8), Duration.ZERO);
    meters.unpublished(Fixtures.poll(scope), "unpublished");

    // Then
    assertEquals(List.of(), metersOf(scope));
  }

  @Test
  void scopeThatComesBackCountsFromThen() {
    // Given
    meters.published(poll("failed", 0, 0, 0, 1), Duration.ZERO);
    meters.retainScopes(List.of());
    clock.advance(Duration.ofHours(1));

    // When
    meters.retainScopes(List.of(scope));
    clock.advance(Duration.ofSeconds(3));

    // Then
    assertEquals(3, gauge("caravan.since.complete"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertNull(registry.find("caravan.rows").counter());
  }
}
