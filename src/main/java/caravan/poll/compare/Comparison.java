package caravan.poll.compare;

import caravan.event.Checkpoint;
import caravan.event.Checkpoint.Absence;
import caravan.event.Checkpoint.Omitted;
import caravan.event.ConnectionFacts;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.event.Identity;
import caravan.event.Kind;
import caravan.event.Observation;
import caravan.event.Outcome;
import caravan.event.Quality;
import caravan.event.Verdict;
import caravan.json.Instants;
import caravan.model.Api;
import caravan.model.PollError;
import caravan.poll.Judge;
import caravan.poll.Poll;
import caravan.state.Incarnation;
import caravan.state.ScopeState;
import caravan.state.SubjectState;
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
 * Compares one poll with the state before it, by sections 2 to 6 of the event contract. A record
 * changes the state of its subject even in an incomplete poll; only proof ends a subject.
 */
final class Comparison {

  private static final Comparator<Observation> PAGE_ORDER =
      Comparator.comparingInt((Observation one) -> one.place().page())
          .thenComparingInt(one -> one.place().position())
          .thenComparing(Observation::subject);

  /** For so long, a dead letter is not published again while its text is the same. */
  private static final Duration TOLD_FOR = Duration.ofDays(1);

  private static final Quality FROM_ABSENCE = new Quality("derived_from_absence", "kind");
  private static final Quality COUNTER_RESET = new Quality("counter_reset", "traffic.total");

  private static final String ABSENT = "absent_from_snapshot";
  private static final String SUPERSEDED = "superseded";
  private static final String GONE = "resource_gone";
  private static final String RETIRED = "scope_retired";

  private final Poll poll;
  private final ScopeState memory;
  private final Instant now;
  private final Instant end;
  private final List<Event> events = new ArrayList<>();
  private final SortedMap<String, Absence> pending = new TreeMap<>();
  private final TreeMap<String, Instant> told = new TreeMap<>();
  private final Set<String> forgets = new HashSet<>();
  private int stillThere;
  private long suppressed;
  private long omitted;
  private long open;
  private Instant endedAt;

  /** {@code now} is the time of what no page proves: ends with the resource, polls without rows. */
  Comparison(Poll poll, Instant now) {
    this.poll = poll;
    this.memory = poll.memory();
    this.open = memory.size();
    this.now = now;
    this.end = poll.walk().lastObservedAt() == null ? now : poll.walk().lastObservedAt();
  }

  /** Concludes the poll with its events, marker last, and its checkpoint. */
  void compare() {
    Checkpoint before = memory.checkpoint();
    endedAt = before == null ? null : before.endedAt();
    List<Observation> inOrder = new ArrayList<>(poll.walk().observations());
    inOrder.sort(PAGE_ORDER);
    inOrder.forEach(this::record);
    Verdict verdict = Judge.verdict(poll);
    int notFound = Judge.notFound(poll) ? (before == null ? 0 : before.notFound()) + 1 : 0;
    absences(verdict, notFound);
    boolean complete = verdict == Verdict.COMPLETE;
    Omitted left = makePendingFit(complete);
    long letters = letters();
    Event marker =
        Marker.of(poll, verdict, events, new Marker.LeftOut(suppressed, omitted, letters), end);
    events.add(marker);
    poll.concludes(
        new Outcome(
            events,
            forgets,
            new Checkpoint(
                poll.scope().path(),
                new Checkpoint.Last(poll.id(), poll.scheduledAt(), verdict.wire()),
                complete ? completed(marker) : memory.complete(),
                pending,
                left,
                notFound,
                complete ? null : endedAt,
                told,
                complete ? null : open)));
  }

  /**
   * Concludes a compared poll anew, with a marker alone: Kafka cannot take what it brought. The
   * state stays as it was, so the next poll that can be published states all of it.
   */
  void withhold(PollError why) {
    Checkpoint before = memory.checkpoint();
    Verdict verdict = poll.walk().pagesReceived() == 0 ? Verdict.FAILED : Verdict.PARTIAL;
    long letters = poll.report().lettersSuppressed() + poll.walk().withhold(letter -> true);
    Event marker =
        Marker.withheld(poll, verdict, why, new Marker.LeftOut(memory.size(), 0, letters), end);
    poll.concludes(
        new Outcome(
            List.of(marker),
            Set.of(),
            new Checkpoint(
                poll.scope().path(),
                new Checkpoint.Last(poll.id(), poll.scheduledAt(), verdict.wire()),
                memory.complete(),
                before == null ? new TreeMap<>() : before.pendingAbsent(),
                before == null ? null : before.omitted(),
                0,
                before == null ? null : before.endedAt(),
                before == null ? new TreeMap<>() : before.letters(),
                (long) memory.size())));
  }

  /**
   * Concludes the poll of a removed scope: every subject ends. When they ended is kept, so that the
   * ids of a new baseline differ from those before; retired once more, the scope is forgotten.
   */
  void retire() {
    boolean again = memory.isRetired();
    String reason = poll.resourceGone() ? GONE : RETIRED;
    memory.subjects().stream().sorted().forEach(subject -> end(memory.known(subject), reason));
    forgets.addAll(memory.unreadable());
    Checkpoint.Last last = Checkpoint.Last.retired(poll.id(), poll.scheduledAt());
    poll.concludes(
        new Outcome(
            events, forgets, again ? null : Checkpoint.retired(poll.scope().path(), last, now)));
  }

  private Checkpoint.Complete completed(Event marker) {
    return new Checkpoint.Complete(
        poll.id(),
        poll.scheduledAt(),
        poll.walk().firstObservedAt(),
        poll.walk().unique(),
        marker.report().digest());
  }

  private void record(Observation seen) {
    Incarnation life = memory.incarnation(seen.subject());
    stillThere += life == null ? 0 : 1;
    if (life == null) {
      appeared(seen, after(null));
    } else if (seen.incarnation() != null && !seen.incarnation().equals(life.incarnation())) {
      SubjectState before = memory.known(seen.subject());
      end(before, SUPERSEDED);
      appeared(seen, seenAt(before));
    } else if (!seen.contentHash().equals(life.contentHash())) {
      changed(seen, memory.known(seen.subject()));
    } else if (heartbeatIsDue(life)) {
      state(
          Kind.observed(poll.scope().api().source().family()),
          seen,
          life.identity(),
          poll.id(),
          null,
          "heartbeat",
          Changes.none(seen.facts()));
    }
  }

  private boolean heartbeatIsDue(Incarnation life) {
    Duration interval = poll.scope().target().heartbeat();
    return interval != null && !poll.scheduledAt().isBefore(life.scheduledAt().plus(interval));
  }

  /**
   * States a life that was not there at an instant, or null if that is not known. Before the first
   * complete poll nothing is known to be new.
   */
  private void appeared(Observation seen, Instant since) {
    open++;
    Api.Family family = poll.scope().api().source().family();
    Instant incarnation = seen.incarnation() == null ? poll.scheduledAt() : seen.incarnation();
    Identity identity =
        new Identity(
            seen.subject(),
            incarnation,
            returnedAfter(seen.incarnation(), since),
            1,
            seen.contentHash());
    if (memory.complete() == null) {
      Changes none = Changes.none(seen.facts());
      state(Kind.observed(family), seen, identity, null, null, "baseline", none);
    } else {
      Window window = window(since, seen.place().observedAt());
      String after = Instants.text(window.after());
      Changes first = Changes.first(seen.facts());
      state(Kind.appeared(family), seen, identity, after, window, "appeared", first);
    }
  }

  /**
   * What tells a life from an earlier one with the same start. Where all ended without proof, a
   * vendor whose clock is ahead could state a start that lies behind the end.
   */
  private Instant returnedAfter(Instant start, Instant gone) {
    boolean may = gone != null && (gone.equals(endedAt) || start != null && !start.isAfter(gone));
    return may && start != null ? gone : null;
  }

  private void changed(Observation seen, SubjectState before) {
    state(
        Kind.changed(poll.scope().api().source().family()),
        seen,
        before.identity().next(seen.contentHash()),
        null,
        window(after(before), seen.place().observedAt()),
        "changed",
        Changes.between(before, seen.facts()));
  }

  private void absences(Verdict verdict, int notFound) {
    boolean complete = verdict == Verdict.COMPLETE;
    boolean gone = notFound > 0 && notFound >= poll.scope().target().goneAfter();
    List<String> ended = new ArrayList<>();
    // A poll that saw every known subject misses none.
    boolean missed = stillThere < memory.size();
    for (String subject : missed ? memory.subjects() : List.<String>of()) {
      if (poll.walk().seen(subject) == null) {
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
          .filter(subject -> poll.walk().seen(subject) == null)
          .forEach(forgets::add);
    }
  }

  private void holdBack(String subject, int misses) {
    suppressed++;
    if (misses > 0) {
      pending.put(subject, new Absence(misses, seenAt(memory.known(subject))));
    }
  }

  /**
   * Leaves out pending absences that the checkpoint has no room for. Those known before come first,
   * so that their end is proved some day; the others are missed for the first time once more.
   */
  private Omitted makePendingFit(boolean complete) {
    List<String> inOrder = new ArrayList<>(pending.keySet());
    inOrder.sort(Comparator.comparing(subject -> earlier(subject) == null));
    long bytes = 0;
    Instant seenAt = null;
    for (String subject : inOrder) {
      bytes += pending.get(subject).bytes(subject);
      if (bytes > Checkpoint.MAX_PENDING_BYTES) {
        Instant last = pending.remove(subject).seenAt();
        seenAt = seenAt == null || last.isBefore(seenAt) ? last : seenAt;
        omitted++;
      }
    }
    Omitted before = complete ? null : omittedBefore();
    if (before == null) {
      return seenAt == null ? null : new Omitted(omitted, seenAt);
    }
    boolean earlier = seenAt != null && seenAt.isBefore(before.seenAt());
    return new Omitted(before.count() + omitted, earlier ? seenAt : before.seenAt());
  }

  private Omitted omittedBefore() {
    Checkpoint before = memory.checkpoint();
    return before == null ? null : before.omitted();
  }

  /** Leaves out dead letters whose text was told lately; returns how many. */
  private long letters() {
    Checkpoint before = memory.checkpoint();
    if (before != null) {
      before.letters().forEach(this::remember);
    }
    Set<String> known = Set.copyOf(told.keySet());
    long withheld = poll.walk().withhold(letter -> known.contains(letter.digest()));
    poll.walk().letters().forEach(letter -> told.put(letter.digest(), now));
    if (told.size() > Checkpoint.MAX_LETTERS) {
      List<String> oldestFirst = new ArrayList<>(told.keySet());
      oldestFirst.sort(Comparator.comparing(told::get));
      told.keySet().removeAll(oldestFirst.subList(0, told.size() - Checkpoint.MAX_LETTERS));
    }
    return withheld;
  }

  /** An instant that is ahead comes from a clock that was, and must not silence anything. */
  private void remember(String digest, Instant at) {
    if (!at.isAfter(now) && at.plus(TOLD_FOR).isAfter(now)) {
      told.put(digest, at);
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

  /** When an ended subject was last seen; the first miss fixes it, even if it was left out. */
  private Instant seenAt(SubjectState known) {
    Absence earlier = earlier(known.subject());
    if (earlier != null) {
      return earlier.seenAt();
    }
    Omitted before = omittedBefore();
    return before == null ? after(known) : later(known.observedAt(), before.seenAt());
  }

  /** Offset paging can skip a row, so one snapshot of several pages does not prove an end. */
  private int confirmations() {
    Integer wanted = poll.scope().target().closeConfirmations();
    return wanted != null ? wanted : poll.walk().pagesReceived() > 1 ? 2 : 1;
  }

  /**
   * Start of a window: the later of the last complete poll and of the subject's last event. Ends
   * that no complete poll proved count as well, or a subject seen again could repeat an old id.
   */
  private Instant after(SubjectState before) {
    Checkpoint.Complete complete = memory.complete();
    Instant after = before == null ? null : before.observedAt();
    after = later(after, complete == null ? null : complete.observedAt());
    return before == null ? later(after, endedAt) : after;
  }

  /** A clock that was set back must not reverse a window. */
  private static Window window(Instant after, Instant until) {
    return new Window(after.isAfter(until) ? until : after, until);
  }

  private static Instant later(Instant one, Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }

  private void end(SubjectState known, String reason) {
    open--;
    Kind kind = Kind.ended(poll.scope().api().source().family());
    // A resource is found to be gone after the last page that could be read.
    Instant until = reason.equals(GONE) ? now : end;
    Window window = window(seenAt(known), until);
    Identity identity = known.identity().next(known.contentHash());
    boolean derived = reason.equals(ABSENT) || reason.equals(GONE);
    events.add(
        new Event(
            identity.eventId(kind, Instants.text(window.after())),
            kind,
            identity,
            new Event.Times(until, "window_end", until, window),
            reason,
            snapshot(null, null, "disappeared"),
            poll.scope(),
            null,
            known.facts().closed(window.after(), until),
            null,
            derived ? with(known.quality(), FROM_ABSENCE) : List.copyOf(known.quality()),
            known.raw()));
  }

  /** Adds an event that states a record. */
  private void state(
      Kind kind,
      Observation seen,
      Identity identity,
      String idSuffix,
      Window window,
      String trigger,
      Changes changes) {
    List<Quality> quality = seen.quality();
    events.add(
        new Event(
            identity.eventId(kind, idSuffix),
            kind,
            identity,
            times(kind, seen, window),
            null,
            snapshot(seen.place().page(), seen.place().position(), trigger),
            poll.scope(),
            seen.place().requestId(),
            changes.facts(),
            null,
            changes.counterReset() ? with(quality, COUNTER_RESET) : List.copyOf(quality),
            seen.raw()));
  }

  private static Event.Times times(Kind kind, Observation seen, Window window) {
    Instant observed = seen.place().observedAt();
    if (seen.facts() instanceof ConnectionFacts facts) {
      boolean opened = kind == Kind.CONNECTION_OPENED;
      Instant started = facts.connection().startedAt();
      Instant measured = facts.traffic() == null ? null : facts.traffic().measuredAt();
      if (opened && started != null) {
        return new Event.Times(started, "vendor_start", observed, window);
      }
      if (!opened && measured != null) {
        return new Event.Times(measured, "vendor_measured", observed, window);
      }
    }
    return new Event.Times(observed, window == null ? "poll" : "window_end", observed, window);
  }

  private Event.Snapshot snapshot(Integer page, Integer position, String trigger) {
    return new Event.Snapshot(
        poll.id(),
        Marker.previous(poll),
        poll.scheduledAt(),
        page,
        position,
        events.size() + 1,
        trigger);
  }

  private static List<Quality> with(List<Quality> doubts, Quality another) {
    List<Quality> all = new ArrayList<>(doubts);
    all.add(another);
    return List.copyOf(all);
  }
}
