package caravan.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.model.Account;
import caravan.model.Scope;
import caravan.observe.MetricsSettings.By;
import caravan.poll.Owned;
import caravan.poll.Poll;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sums by account and API, {@code caravan.metrics.by=account}. */
class MetersByAccountTest {

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Owned owned = new Owned();
  private final Meters meters =
      new Meters(
          registry,
          clock,
          owned,
          scope -> 0,
          SettingsFixture.settings(MetricsSettings.class, "caravan.metrics.by", "account").by());
  private final Scope one = scope("res-1", "production");
  private final Scope two = scope("res-2", "production");

  private static Scope scope(String resource, String account) {
    return Fixtures.target(Fixtures.TENCENT)
        .resources(resource)
        .account(new Account(account, "tencent_cloud", "1250000000", null, () -> null))
        .scope();
  }

  private void published(Scope scope, String status, long rows) {
    Poll poll = Fixtures.poll(scope);
    MetersTest.report(poll, status, rows, 1, 0, 1);
    meters.published(poll, Duration.ofMillis(100));
  }

  private double gauge(String name) {
    return registry.get(name).tag("account", "production").gauge().value();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tag("account", "production").tags(tags).counter().count();
  }

  @Test
  void scopesOfAnAccountAndApiAddUp() {
    // Given
    Scope other = Fixtures.scope(Fixtures.HUAWEI);
    meters.retainScopes(List.of(one, two, other));

    // When
    published(one, "complete", 7);
    published(two, "complete", 5);
    published(two, "partial", 3);
    published(other, "complete", 90);
    meters.unpublished(Fixtures.poll(two), "abandoned");

    // Then
    assertEquals(15, count("caravan.rows"));
    assertEquals(3, count("caravan.events"));
    assertEquals(2, count("caravan.polls", "verdict", "complete"));
    assertEquals(1, count("caravan.polls", "verdict", "partial"));
    assertEquals(1, count("caravan.polls", "verdict", "abandoned"));
    assertEquals(
        300,
        registry
            .get("caravan.poll.duration")
            .tag("account", "production")
            .timer()
            .totalTime(TimeUnit.MILLISECONDS));
  }

  /** Else one scope that is never seen whole would hide behind those that are. */
  @Test
  void gaugesAreThoseOfTheScopeThatIsWorstOff() {
    // Given
    meters.retainScopes(List.of(one, two));
    published(two, "failed", 0);
    published(two, "failed", 0);
    clock.advance(Duration.ofSeconds(60));

    // When
    published(one, "complete", 1);
    clock.advance(Duration.ofSeconds(5));

    // Then
    assertEquals(65, gauge("caravan.since.complete"));
    assertEquals(2, gauge("caravan.incomplete.polls"));
    assertEquals(1, gauge("caravan.scopes.incomplete"));
    assertEquals(2, gauge("caravan.scopes.owned"));
  }

  @Test
  void onlyScopesOfThisReplicaAreInTheGauges() {
    // Given
    meters.retainScopes(List.of(one, two));
    published(two, "failed", 0);
    clock.advance(Duration.ofSeconds(60));
    published(one, "complete", 1);

    // When
    owned.only(one::equals);

    // Then
    assertEquals(0, gauge("caravan.since.complete"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertEquals(0, gauge("caravan.scopes.incomplete"));
    assertEquals(1, gauge("caravan.scopes.owned"));

    // When
    owned.only(any -> false);

    // Then
    assertTrue(Double.isNaN(gauge("caravan.since.complete")));
    assertEquals(0, gauge("caravan.scopes.owned"));
  }

  @Test
  void thereAreNoMoreSeriesWithMoreScopes() {
    // Given
    meters.retainScopes(List.of(one));
    published(one, "complete", 1);
    int series = registry.getMeters().size();

    // When
    List<Scope> many =
        IntStream.range(0, 100).mapToObj(i -> scope("res-" + i, "production")).toList();
    meters.retainScopes(many);
    many.forEach(scope -> published(scope, "complete", 1));

    // Then
    assertEquals(series, registry.getMeters().size());
    assertEquals(101, count("caravan.rows"));
    assertEquals(0, registry.find("caravan.rows").tagKeys("scope").meters().size());
  }

  @Test
  void sumsStayUntilTheLastScopeOfTheirAccountGoes() {
    // Given
    meters.retainScopes(List.of(one, two));
    published(one, "complete", 7);
    published(two, "failed", 0);

    // When
    meters.retainScopes(List.of(one));

    // Then
    assertEquals(7, count("caravan.rows"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertEquals(1, gauge("caravan.scopes.owned"));

    // When
    meters.retainScopes(List.of());

    // Then
    assertEquals(Set.of(), names());
  }

  /** Other meters have the same tags, for example those of budgets. */
  @Test
  void metersOfOthersStay() {
    // Given
    meters.retainScopes(List.of(one));
    registry.counter(
        "caravan.budget.throttled",
        "api",
        Fixtures.TENCENT,
        "vendor",
        "tencent_cloud",
        "account",
        "production");

    // When
    meters.retainScopes(List.of());

    // Then
    assertEquals(Set.of("caravan.budget.throttled"), names());
  }

  private Set<String> names() {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .map(Meter.Id::getName)
        // By API, whatever else is shown.
        .filter(name -> !name.startsWith("caravan.poll.lag"))
        .collect(Collectors.toSet());
  }

  /** The path of a scope names the account by its id, so it stays the same. */
  @Test
  void scopeFollowsAnotherNameOfItsAccount() {
    // Given
    meters.retainScopes(List.of(one, two));
    published(two, "failed", 0);

    // When
    meters.retainScopes(List.of(one, scope("res-2", "renamed")));

    // Then
    assertEquals(1, gauge("caravan.scopes.owned"));
    assertEquals(0, gauge("caravan.incomplete.polls"));
    assertEquals(
        1, registry.get("caravan.incomplete.polls").tag("account", "renamed").gauge().value());
    published(two, "complete", 4);
    assertEquals(4, registry.get("caravan.rows").tag("account", "renamed").counter().count());
  }

  @Test
  void pollOfAScopeThatNobodyWantsIsNotShown() {
    // When
    meters.unpublished(Fixtures.poll(one), "unpublished");

    // Then
    assertEquals(1, count("caravan.polls", "verdict", "unpublished"));
    assertNull(registry.find("caravan.since.complete").gauge());
  }

  @Test
  void manyScopesShownOneByOneAreSpokenOfOnce() {
    List<Scope> many =
        IntStream.rangeClosed(0, 2_000).mapToObj(i -> scope("res-" + i, "production")).toList();
    try (LogLines lines = LogLines.of(Meters.class)) {
      Meters each = new Meters(registry, clock, owned, scope -> 0, By.SCOPE);

      // When
      each.retainScopes(many.subList(0, 2_000));

      // Then
      assertEquals(List.of(), lines.all());

      // When
      each.retainScopes(many);
      each.retainScopes(many.subList(0, 2_001));
      meters.retainScopes(many);

      // Then
      assertEquals(1, lines.all().size());
      assertTrue(lines.all().get(0).contains("caravan.metrics.by=account"), lines.all().get(0));
    }
  }
}
