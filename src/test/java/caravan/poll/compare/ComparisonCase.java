package caravan.poll.compare;

import static caravan.poll.compare.Polls.account;
import static caravan.poll.compare.Polls.asset;
import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.measured;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.tls;

import caravan.Fixtures;
import caravan.event.Quality;
import caravan.event.Traffic.Counters;
import caravan.poll.Poll;
import caravan.poll.compare.Polls.Row;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the tests of comparing share: the records that change, and the polls of one scope. */
abstract class ComparisonCase {

  static final Instant START = Instant.parse("2026-01-31T23:50:00.125Z");
  static final Instant MEASURED = Instant.parse("2026-01-31T23:58:30Z");
  static final Quality FROM_ABSENCE = new Quality("derived_from_absence", "kind");

  Polls polls = new Polls(Fixtures.TENCENT);

  static Row startedTwice(String subject, Instant start) {
    return place -> Fixtures.connection(subject, start, 2, place);
  }

  /** The sources, each with a record, the same changed, and the kinds of their events. */
  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(
            Fixtures.TENCENT,
            clients("a", 1),
            clients("a", 2),
            List.of(
                "connection.observed",
                "connection.opened",
                "connection.updated",
                "connection.closed")),
        Arguments.of(
            Fixtures.ALIBABA,
            started("a", START),
            startedTwice("a", START),
            List.of(
                "connection.observed",
                "connection.opened",
                "connection.updated",
                "connection.closed")),
        Arguments.of(
            Fixtures.HUAWEI,
            measured("a", START, MEASURED, new Counters(1L, 1L, 1L, 1L)),
            measured("a", START, MEASURED, new Counters(2L, 1L, 1L, 1L)),
            List.of(
                "connection.observed",
                "connection.opened",
                "connection.updated",
                "connection.closed")),
        Arguments.of(
            Fixtures.TENCENT_SSL,
            tls("a", true),
            tls("a", false),
            List.of(
                "endpoint.tls_observed",
                "endpoint.tls_observed",
                "endpoint.tls_changed",
                "endpoint.removed")),
        Arguments.of(
            Fixtures.CTYUN,
            account("a", "read"),
            account("a", "root"),
            List.of("account.observed", "account.added", "account.changed", "account.removed")),
        Arguments.of(
            "tencent-mongodb-instances",
            asset("a", "running"),
            asset("a", "isolated"),
            List.of(
                "resource.observed", "resource.added", "resource.changed", "resource.removed")));
  }

  static String previous(Poll poll) {
    return poll.outcome().events().get(0).snapshot().previousPollId();
  }

  static List<Integer> sequences(Poll poll) {
    return poll.outcome().events().stream().map(event -> event.snapshot().sequence()).toList();
  }
}
