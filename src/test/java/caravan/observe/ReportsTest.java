package caravan.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettableClock;
import caravan.event.Outcome;
import caravan.event.Report;
import caravan.model.PollErrors;
import caravan.observe.MetricsSettings.By;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportsTest {

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Reports reports =
      new Reports(new Meters(registry, clock, new Owned(), scope -> 0, By.SCOPE));
  private final LogLines lines = LogLines.of(Reports.class);
  private final Poll poll =
      new Poll(
          Fixtures.scope(Fixtures.TENCENT),
          Fixtures.SLOT,
          Fixtures.SLOT,
          new ScopeState(),
          clock::instant);

  @AfterEach
  void stop() {
    lines.close();
  }

  private void publish(String status, String reason) {
    Report report =
        new Report(
            status, reason, true, 3, 2, null, 40, 39, 1, Map.of(), 40, 0, null, poll.error());
    poll.concludes(new Outcome(List.of(MetersTest.marker(poll, report)), Set.of(), null));
    clock.advance(Duration.ofMillis(1_234));
    reports.ended(poll);
  }

  private String line() {
    assertEquals(1, lines.all().size());
    return lines.all().get(0);
  }

  private String start() {
    return "poll api=tencent-mongodb-client-connections scope="
        + poll.scope().path()
        + " pollId="
        + poll.id();
  }

  @Test
  void completePollLeavesOneLine() {
    publish("complete", null);
    assertEquals(
        start() + " verdict=complete pages=2 rows=40 rejected=1 events=40 ms=1234", line());
  }

  @Test
  void incompletePollSaysWhy() {
    poll.walk()
        .fail(
            PollErrors.of("throttled", "RequestLimitExceeded", "slow \"down\"", 200, true)
                .at(2, 1));
    publish("partial", "pages_missing");
    assertEquals(
        start()
            + " verdict=partial reason=pages_missing pages=2 rows=40 rejected=1 events=40 ms=1234"
            + " error=throttled code=RequestLimitExceeded httpStatus=200 page=2"
            + " attempts=1 message=\"slow 'down'\"",
        line());
  }

  @Test
  void errorWithoutStatusAndMessageIsWrittenToo() {
    poll.walk().fail(PollErrors.of("timeout", "poll_timeout", null, null, true));
    publish("failed", "timeout");
    assertTrue(
        line()
            .endsWith(
                "error=timeout code=poll_timeout httpStatus=none page=0 attempts=1 message=\"\""),
        line());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u0000",
        "\u001b[31m",
        "\u007f",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u202e"
      })
  void vendorsTextCannotForgeALine(String control) {
    // Given
    String forged = "x" + control + "2026-01-31 INFO poll verdict=complete";
    poll.walk().fail(PollErrors.of("vendor_error", forged, forged, 500, true));

    // When
    publish("failed", "vendor_error");

    // Then
    assertOneLine(line());
    assertFalse(line().contains(control), "the control character is left");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\u0085", "\u2028"})
  void brokersTextCannotForgeALine(String control) {
    reports.unpublished(poll, new IllegalStateException("a" + control + "b \"c\""));
    assertOneLine(line());
    assertTrue(line().endsWith("cause=IllegalStateException message=\"a b 'c'\""), line());
  }

  private static void assertOneLine(String line) {
    assertTrue(
        line.codePoints()
            .noneMatch(
                c ->
                    Character.getType(c) == Character.CONTROL
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR),
        line);
  }

  @Test
  void percentSignsAreOnlyText() {
    poll.walk().fail(PollErrors.of("vendor_error", "100%s", "%d %n %x", 500, true));
    publish("failed", "vendor_error");
    assertTrue(line().contains("code=100%s"), line());
    assertTrue(line().contains("message=\"%d %n %x\""), line());
  }

  @Test
  void pollThatIsGivenUpSaysSo() {
    reports.ended(poll);
    assertEquals(start() + " verdict=abandoned: the service is stopping", line());
    assertEquals(1, polls("abandoned"));
  }

  @Test
  void pollThatCouldNotBePublishedSaysWhy() {
    reports.unpublished(poll, new IllegalStateException());
    assertEquals(start() + " verdict=unpublished cause=IllegalStateException message=\"\"", line());
    assertEquals(1, polls("unpublished"));
  }

  @Test
  void errorIsNamedInsteadOfItsWrapping() {
    reports.unpublished(poll, new CamelExecutionException("x", null, new StackOverflowError()));
    assertEquals(start() + " verdict=unpublished cause=StackOverflowError message=\"\"", line());
  }

  @Test
  void failureThatIsNoPollsIsReportedToo() {
    reports.unpublished(null, new IllegalStateException("a\nb"));
    assertEquals("unforeseen failure cause=IllegalStateException message=\"a b\"", line());
  }

  @Test
  void publishedPollIsCountedWithItsDuration() {
    publish("complete", null);
    assertEquals(1, polls("complete"));
    assertEquals(1.234, registry.get("caravan.poll.duration").timer().totalTime(TimeUnit.SECONDS));
  }

  private double polls(String verdict) {
    return registry.get("caravan.polls").tag("verdict", verdict).counter().count();
  }

  @Test
  void lineHoldsNoSecret() {
    publish("complete", null);
    assertFalse(line().contains(Fixtures.SECRET));
    assertFalse(line().contains(Fixtures.TOKEN));
    assertFalse(line().contains("key-id"));
  }
}
