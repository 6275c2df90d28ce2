package caravan.state;

import caravan.model.Checkpoint;
import caravan.model.Checkpoint.Absence;
import caravan.model.Connection;
import caravan.model.Event;
import caravan.model.Event.Window;
import caravan.model.Ids;
import caravan.model.Instants;
import caravan.model.Kind;
import caravan.model.Known;
import caravan.model.Memory;
import caravan.model.Observation;
import caravan.model.Poll;
import caravan.model.Poll.Verdict;
import caravan.model.Quality;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares what one poll saw with what was known before: the rules of the event contract, sections
 * 2 to 6. A record changes what is known, whatever the poll proved; only proof ends a subject.
 */
final class Comparison {

  private static final Comparator<Observation> PAGE_ORDER =
      Comparator.comparingInt((Observation one) -> one.place().page())
          .thenComparingInt(one -> one.place().position())
          .thenComparing(Observation::subject);

  /**
   * Subjects that newly become pending in one poll, so that the checkpoint stays below what Kafka
   * takes: 8 MiB. Those beyond are held back like the others and become pending later.
   */
  private static final int MOST_PENDING = 15_000;

  private static final String ABSENT = "absent_from_snapshot";
  private static final String SUPERSEDED = "superseded";
  private static final String GONE = "resource_gone";
  private static final String RETIRED = "scope_retired";

  private final Poll poll;
  private final Memory memory;
  private final Instant now;
  private final Instant end;
  private final List<Event> events = new ArrayList<>();
  private final SortedMap<String, Absence> pending = new TreeMap<>();
  private final Set<String> forgets = new HashSet<>();
  private int stillThere;
  private long suppressed;
  private Instant endedAt;

  /**
   * A comparison of a poll that has been walked.
   *
   * @param poll the poll
   * @param now dates what no page proves: ends with the resource, and polls that read nothing
   */
  Comparison(Poll poll, Instant now) {
    this.poll = poll;
    this.memory = poll.memory();
    this.now = now;
    this.end = poll.lastObservedAt() == null ? now : poll.lastObservedAt();
  }

  /** Gives the poll its events, marker last, and the checkpoint it leaves. */
  void compare() {
    Checkpoint before = memory.checkpoint();
    endedAt = before == null ? null : before.endedAt();
    List<Observation> inOrder = new ArrayList<>(poll.observations());
    inOrder.sort(PAGE_ORDER);
    inOrder.forEach(this::record);
    Verdict verdict = Judge.verdict(poll);
    int notFound = Judge.notFound(poll) ? (before == null ? 0 : before.notFound()) + 1 : 0;
    absences(verdict, notFound);
    Event marker = Marker.of(poll, verdict, events, suppressed, end);
    events.add(marker);
    boolean complete = verdict == Verdict.COMPLETE;
    poll.publishes(
        events,
        forgets,
        new Checkpoint(
            poll.scope().path(),
            new Checkpoint.Last(poll.id(), poll.scheduledAt(), verdict.wire()),
            complete ? completed(marker) : memory.complete(),
            pending,
            notFound,
            complete ? null : endedAt));
  }

  /** Gives a poll of a scope that nobody wants any more its events: everything ends. */
  void retire() {
    memory.subjects().stream().sorted().forEach(subject -> end(memory.known(subject), RETIRED));
    forgets.addAll(memory.unreadable());
    poll.publishes(events, forgets, null);
  }

  private Checkpoint.Complete completed(Event marker) {
    return new Checkpoint.Complete(
        poll.id(),
        poll.scheduledAt(),
        poll.firstObservedAt(),
        poll.unique(),
        marker.report().digest());
  }

  private void record(Observation seen) {
    Memory.Life life = memory.life(seen.subject());
    stillThere += life == null ? 0 : 1;
    if (life == null) {
      appeared(seen, memory.complete() == null ? null : after(null));
    } else if (seen.incarnation() != null && !seen.incarnation().equals(life.incarnation())) {
      Known before = memory.known(seen.subject());
      end(before, SUPERSEDED);
      appeared(seen, memory.complete() == null ? null : seenAt(before));
    } else if (!seen.contentHash().equals(life.contentHash())) {
      changed(seen, memory.known(seen.subject()));
    } else if (heartbeatIsDue(life)) {
      Kind kind = Kind.observed(poll.scope().api().source().family());
      events.add(
          event(
              kind,
              seen,
              life.incarnation(),
              life.revision(),
              poll.id(),
              null,
              "heartbeat",
              Changes.NONE));
    }
  }

  private boolean heartbeatIsDue(Memory.Life life) {
    Duration interval = poll.scope().target().heartbeat();
    return interval != null && !poll.scheduledAt().isBefore(life.scheduledAt().plus(interval));
  }

  /** Before the first complete poll nobody knows what is new: {@code since} is null then. */
  private void appeared(Observation seen, Instant since) {
    Instant after = since == null ? null : notLater(since, seen.place().observedAt());
    Kind kind =
        after == null
            ? Kind.observed(poll.scope().api().source().family())
            : Kind.appeared(poll.scope().api().source().family());
    Instant incarnation = seen.incarnation() == null ? poll.scheduledAt() : seen.incarnation();
    Window window = after == null ? null : new Window(after, seen.place().observedAt());
    events.add(
        event(
            kind,
            seen,
            incarnation,
            1,
            after == null ? null : Instants.text(after),
            window,
            after == null ? "baseline" : "appeared",
            after == null ? Changes.NONE : Changes.first(seen)));
  }

  private void changed(Observation seen, Known before) {
    Instant until = seen.place().observedAt();
    events.add(
        event(
            Kind.changed(poll.scope().api().source().family()),
            seen,
            before.incarnation(),
            before.revision() + 1,
            null,
            new Window(notLater(after(before), until), until),
            "changed",
            Changes.between(before, seen)));
  }

  private void absences(Verdict verdict, int notFound) {
    boolean complete = verdict == Verdict.COMPLETE;
    boolean gone = notFound > 0 && notFound >= poll.scope().target().goneAfter();
    List<String> ended = new ArrayList<>();
    // A steady poll sees all it knows, and need not look for what is missing.
    boolean missed = stillThere < memory.size();
    for (String subject : missed ? memory.subjects() : List.<String>of()) {
      if (poll.seen(subject) == null) {
        int misses = misses(subject) + (complete ? 1 : 0);
        if (gone || (complete && misses >= confirmations())) {
          ended.add(subject);
        } else {
          holdBack(subject, misses);
        }
      }
    }
    ended.sort(null);
    ended.forEach(subject -> end(memory.known(subject), gone ? GONE : ABSENT));
    if (gone && !ended.isEmpty()) {
      endedAt = now;
    }
    if (complete) {
      memory.unreadable().stream()
          .filter(subject -> poll.seen(subject) == null)
          .forEach(forgets::add);
    }
  }

  private void holdBack(String subject, int misses) {
    suppressed++;
    if (misses > 0 && (earlier(subject) != null || pending.size() < MOST_PENDING)) {
      pending.put(subject, new Absence(misses, seenAt(memory.known(subject))));
    }
  }

  private Absence earlier(String subject) {
    Checkpoint before = memory.checkpoint();
    return before == null ? null : before.pendingAbsent().get(subject);
  }

  private int misses(String subject) {
    Absence earlier = earlier(subject);
    return earlier == null ? 0 : earlier.misses();
  }

  /** When a subject that ended was last known to be there; the first miss fixes it. */
  private Instant seenAt(Known known) {
    Absence earlier = earlier(known.subject());
    return earlier == null ? after(known) : earlier.seenAt();
  }

  /** Offset paging can skip a row, so one snapshot of several pages does not prove an end. */
  private int confirmations() {
    Integer wanted = poll.scope().target().closeConfirmations();
    if (wanted != null) {
      return wanted;
    }
    return poll.pagesReceived() > 1 ? 2 : 1;
  }

  /**
   * Start of a window: the later of the last complete poll and of the subject's last event. Ends
   * that no complete poll proved count as well, or a subject seen again could repeat an old id.
   */
  private Instant after(Known before) {
    Checkpoint.Complete complete = memory.complete();
    Instant after = before == null ? null : before.observedAt();
    after = later(after, complete == null ? null : complete.observedAt());
    return before == null ? later(after, endedAt) : after;
  }

  /** A clock that was set back must not turn a window round. */
  private static Instant notLater(Instant after, Instant until) {
    return after.isAfter(until) ? until : after;
  }

  private static Instant later(Instant one, Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }

  private void end(Known known, String reason) {
    Kind kind = Kind.ended(poll.scope().api().source().family());
    // That a resource is gone is seen later than the pages which could still be read.
    Instant until = reason.equals(GONE) ? now : end;
    Instant after = notLater(seenAt(known), until);
    int revision = known.revision() + 1;
    boolean derived = reason.equals(ABSENT) || reason.equals(GONE);
    List<Quality> quality = new ArrayList<>(known.quality());
    if (derived) {
      quality.add(new Quality("derived_from_absence", "kind"));
    }
    Connection connection = known.connection();
    events.add(
        new Event(
            Ids.event(
                kind.wire(),
                known.subject(),
                known.incarnation(),
                revision,
                known.contentHash(),
                Instants.text(after)),
            kind,
            known.subject(),
            known.incarnation(),
            revision,
            known.contentHash(),
            until,
            "window_end",
            until,
            new Window(after, until),
            reason,
            snapshot(null, "disappeared"),
            poll.scope(),
            null,
            known.client(),
            connection == null ? null : connection.closed(after, until),
            known.traffic(),
            known.tls(),
            known.account(),
            null,
            List.copyOf(quality),
            known.raw()));
  }

  private Event.Snapshot snapshot(Observation.Place place, String trigger) {
    return new Event.Snapshot(
        poll.id(),
        Marker.previous(poll),
        poll.scheduledAt(),
        place == null ? null : place.page(),
        place == null ? null : place.position(),
        events.size() + 1,
        trigger);
  }

  private Event event(
      Kind kind,
      Observation seen,
      Instant incarnation,
      int revision,
      String idSuffix,
      Window window,
      String trigger,
      Changes changes) {
    Instant measured = seen.traffic() == null ? null : seen.traffic().measuredAt();
    Instant started = seen.connection() == null ? null : seen.connection().startedAt();
    Instant time;
    String basis;
    if (kind == Kind.CONNECTION_OPENED && started != null) {
      time = started;
      basis = "vendor_start";
    } else if (kind != Kind.CONNECTION_OPENED && measured != null) {
      time = measured;
      basis = "vendor_measured";
    } else {
      time = seen.place().observedAt();
      basis = window == null ? "poll" : "window_end";
    }
    List<Quality> quality = seen.quality();
    if (changes.counterReset()) {
      quality = new ArrayList<>(quality);
      quality.add(new Quality("counter_reset", "traffic.total"));
    }
    return new Event(
        Ids.event(kind.wire(), seen.subject(), incarnation, revision, seen.contentHash(), idSuffix),
        kind,
        seen.subject(),
        incarnation,
        revision,
        seen.contentHash(),
        time,
        basis,
        seen.place().observedAt(),
        window,
        null,
        snapshot(seen.place(), trigger),
        poll.scope(),
        seen.place().requestId(),
        seen.client(),
        changes.of(seen.connection()),
        changes.of(seen.traffic()),
        changes.of(seen.tls()),
        changes.of(seen.account()),
        null,
        List.copyOf(quality),
        seen.raw());
  }
}
