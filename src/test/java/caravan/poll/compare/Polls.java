package caravan.poll.compare;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Event;
import caravan.event.Ids;
import caravan.event.Observation;
import caravan.event.Raw;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.event.Traffic.Counters;
import caravan.json.CanonicalJson;
import caravan.model.Page;
import caravan.model.PollErrors;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Polls of one scope, a slot a minute, each compared and remembered; for tests. */
final class Polls {

  /** A vendor record, wherever it stands. */
  interface Row {
    Observation at(Observation.Place place);
  }

  /** Slot of the first poll. */
  static final Instant FIRST = Fixtures.SLOT;

  private final SettableClock clock = new SettableClock(FIRST);
  private final Snapshots snapshots = new Snapshots();
  private final ScopeState memory = new ScopeState();
  private Scope scope;
  private int slot = -1;
  private Duration back = Duration.ZERO;

  Polls(String api) {
    scope = Fixtures.scope(api);
  }

  /** Sets the interval after which an unchanged subject is published again. */
  Polls heartbeat(Duration interval) {
    Target target = scope.target();
    return with(interval, target.closeConfirmations(), target.goneAfter());
  }

  /** Sets how many complete snapshots without a subject prove its end. */
  Polls confirmations(Integer snapshotsWithout) {
    Target target = scope.target();
    return with(target.heartbeat(), snapshotsWithout, target.goneAfter());
  }

  /** Sets how many polls in a row must not find the resource. */
  Polls goneAfter(int polls) {
    Target target = scope.target();
    return with(target.heartbeat(), target.closeConfirmations(), polls);
  }

  private Polls with(Duration heartbeat, Integer confirmations, int goneAfter) {
    Target plain = scope.target();
    Target target =
        new Target(
            plain.api(),
            plain.account(),
            plain.region(),
            plain.projectId(),
            plain.resources(),
            plain.members(),
            plain.every(),
            plain.pageSize(),
            heartbeat,
            plain.views(),
            plain.assumedZone(),
            confirmations,
            goneAfter,
            plain.timeout(),
            plain.endpoint(),
            plain.enabled());
    scope = new Scope(target, scope.resourceId(), scope.member());
    return this;
  }

  Scope scope() {
    return scope;
  }

  ScopeState memory() {
    return memory;
  }

  /** The next poll, before its first page; half a minute after its slot now. */
  Poll next() {
    slot++;
    clock.set(slot(slot).plusSeconds(30));
    return new Poll(scope, slot(slot), slot(slot), memory, clock::instant);
  }

  /** Lets slots pass without a poll. */
  Polls skip(int slots) {
    slot += slots;
    return this;
  }

  /** Sets the machine's clock back, by which pages are dated. */
  void setBack(Duration by) {
    back = by;
  }

  /** Slot of a poll, from 0. */
  static Instant slot(int poll) {
    return FIRST.plusSeconds(60L * poll);
  }

  /** When a page of a poll had been read, both from 0. */
  static Instant read(int poll, int page) {
    return slot(poll).plusMillis(250 + 1000L * page);
  }

  /** Reads a page of a poll; {@code total} is what the vendor declares. */
  void page(Poll poll, Integer total, Row... rows) {
    int number = poll.walk().pagesReceived();
    Instant read = read(slot, number).minus(back);
    poll.walk().asked();
    poll.walk()
        .received(
            new Page(
                number,
                200,
                0,
                List.of(),
                Fixtures.json("{}"),
                total == null || poll.scope().api().record().total().isEmpty()
                    ? null
                    : Long.valueOf(total),
                null,
                "request-" + number,
                read));
    for (int position = 0; position < rows.length; position++) {
      poll.walk().countRow();
      poll.walk()
          .observe(
              rows[position].at(
                  new Observation.Place(number, position, "request-" + number, read)));
    }
  }

  /** Compares a poll that was walked and remembers it. */
  Poll published(Poll poll) {
    new Comparison(poll, poll.now()).compare();
    snapshots.remember(poll);
    return poll;
  }

  /** A poll whose single page holds the whole list. */
  Poll complete(Row... rows) {
    return pages(List.of(rows));
  }

  /** A poll whose pages hold the whole list. */
  @SafeVarargs
  final Poll pages(List<Row>... pages) {
    int total = 0;
    for (List<Row> rows : pages) {
      total += rows.size();
    }
    Poll poll = next();
    for (List<Row> rows : pages) {
      page(poll, total, rows.toArray(Row[]::new));
    }
    return published(poll);
  }

  /** A poll that read a page and could not read the next. */
  Poll partial(Row... rows) {
    return partial("throttled", rows);
  }

  /** A poll that read a page and could not read the next, for a reason. */
  Poll partial(String reason, Row... rows) {
    Poll poll = next();
    page(poll, 100, rows);
    fail(poll, reason);
    return published(poll);
  }

  /** A poll that read nothing. */
  Poll failed(String reason) {
    Poll poll = next();
    fail(poll, reason);
    return published(poll);
  }

  /** Everything ends. */
  Poll retired() {
    Poll poll = next();
    snapshots.retire(poll);
    snapshots.remember(poll);
    return poll;
  }

  static void fail(Poll poll, String reason) {
    poll.walk().asked();
    poll.walk().fail(PollErrors.of(reason, "Code", "m", 200, false));
  }

  /** Refuses a record of the first page of a poll. */
  static void reject(Poll poll) {
    reject(poll, "{}");
  }

  /** Refuses a record of the first page of a poll. */
  static void reject(Poll poll, String record) {
    poll.walk().countRow();
    Observation.Place place =
        new Observation.Place(0, 9, "request-0", poll.walk().lastObservedAt());
    poll.walk().reject(Fixtures.letter(poll, place, record));
  }

  static List<String> kinds(Poll poll) {
    return poll.outcome().events().stream().map(event -> event.kind().wire()).toList();
  }

  static List<String> subjects(Poll poll) {
    return poll.outcome().events().stream().map(Event::subject).toList();
  }

  /** The only event of a poll besides its marker. */
  static Event only(Poll poll) {
    if (poll.outcome().events().size() != 2) {
      throw new AssertionError(kinds(poll));
    }
    return poll.outcome().events().get(0);
  }

  /** All connections of one client, without a start. */
  static Row clients(String subject, long count) {
    return place -> Fixtures.connection(subject, count, place);
  }

  /** A connection with the vendor's start. */
  static Row started(String subject, Instant start) {
    return place -> Fixtures.connection(subject, start, 1, place);
  }

  /** A connection with the vendor's start and statistics. */
  static Row measured(String subject, Instant start, Instant measuredAt, Counters total) {
    return place ->
        Observation.of(
            subject,
            start,
            new ConnectionFacts(
                new Client(null, null, null, null),
                Connection.open("single", 1, true, subject, start),
                total == null ? null : new Traffic(measuredAt, total, null, null)),
            List.of(),
            raw("{\"id\":\"" + subject + "\",\"total\":\"" + total + "\"}"),
            place);
  }

  static Row tls(String subject, Boolean enabled) {
    return place ->
        Observation.of(
            subject,
            null,
            new Tls(
                enabled,
                new Tls.Certificate(null, null, null, "https://cloud.example/" + enabled),
                null),
            List.of(),
            raw("{\"Status\":" + enabled + "}"),
            place);
  }

  /** An account whose roles are all on one database. */
  static Row account(String subject, String... roles) {
    List<Role> all = Stream.of(roles).map(role -> new Role("admin", role)).toList();
    return place ->
        Observation.of(
            subject,
            null,
            new DatabaseAccount("admin", subject, false, all, null),
            List.of(),
            raw("{\"user\":\"" + subject + "\",\"roles\":\"" + List.of(roles) + "\"}"),
            place);
  }

  /** A resource of a catalogue. */
  static Row asset(String subject, String status) {
    return place ->
        Observation.of(
            subject,
            null,
            new Asset(
                subject,
                new Asset.State("n", status, null, Map.of("team", "a"), null, null, null),
                Asset.Details.NOT_STATED,
                null),
            List.of(),
            raw("{\"Status\":\"" + status + "\"}"),
            place);
  }

  private static Raw raw(String json) {
    String text = CanonicalJson.text(Fixtures.json(json));
    return new Raw(text, Ids.sha256(text), false);
  }
}
