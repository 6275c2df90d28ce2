package caravan.poll;

import caravan.model.Checkpoint;
import caravan.model.Cursor;
import caravan.model.DeadLetter;
import caravan.model.Event;
import caravan.model.Ids;
import caravan.model.Instants;
import caravan.model.Memory;
import caravan.model.Observation;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.Report;
import caravan.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One slot of one scope, from the first page to the marker: what has been read so far and what went
 * wrong. It belongs to one thread and is thrown away after publishing.
 */
public final class Poll {

  /** How a poll ended. */
  public enum Verdict {
    /** The whole list was seen. */
    COMPLETE("complete"),
    /** Some of the list was seen. */
    PARTIAL("partial"),
    /** Nothing was seen. */
    FAILED("failed");

    private final String wire;

    Verdict(String wire) {
      this.wire = wire;
    }

    /** Name in events and metrics. */
    public String wire() {
      return wire;
    }
  }

  /**
   * A failed attempt at the current page, with the dead letter that it leaves if it is the last.
   */
  private record FailedAttempt(PollError error, DeadLetter letter) {}

  private final Scope scope;
  private final Instant scheduledAt;
  private final String id;
  private final Memory memory;
  private final Instant startedAt;

  private final Map<String, Observation> seen = new LinkedHashMap<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private int pageSize;
  private int walks = 1;
  private Cursor cursor;
  private int pagesAsked;
  private long askedAt;
  private boolean waiting;
  private int pagesReceived;
  private Long declaredTotal;
  private Integer declaredPages;
  private boolean totalMoved;
  private long received;
  private long rejected;
  private Instant firstObservedAt;
  private Instant lastObservedAt;
  private PollError error;
  private FailedAttempt failed;
  private boolean clockCorrected;
  private boolean abandoned;
  private List<Event> events = List.of();
  private Set<String> forgets = Set.of();
  private Checkpoint checkpoint;

  /**
   * A poll that is about to start.
   *
   * @param scope what it lists
   * @param scheduledAt slot of the schedule
   * @param startedAt now
   * @param memory what earlier polls of the scope left
   */
  public Poll(Scope scope, Instant scheduledAt, Instant startedAt, Memory memory) {
    this.scope = scope;
    this.scheduledAt = scheduledAt;
    this.startedAt = startedAt;
    this.memory = memory;
    this.id = Ids.poll(scope.path(), scheduledAt);
    this.pageSize = memory.pageSize(scope.target());
    this.cursor = Cursor.first(pageSize);
  }

  /** What it lists. */
  public Scope scope() {
    return scope;
  }

  /** Slot of the schedule. */
  public Instant scheduledAt() {
    return scheduledAt;
  }

  /** Deterministic id. */
  public String id() {
    return id;
  }

  /** What earlier polls of the scope left. */
  public Memory memory() {
    return memory;
  }

  /** When it started. */
  public Instant startedAt() {
    return startedAt;
  }

  /** Whether another page is to be asked for. */
  public boolean wantsPage() {
    return cursor != null && error == null && !abandoned;
  }

  /** Where the next page starts; null after the last. */
  public Cursor cursor() {
    return cursor;
  }

  /** Goes to the next page; null ends the walk. */
  public void advance(Cursor next) {
    cursor = next;
    failed = null;
  }

  /** Times the list was walked from its start, the current walk included. */
  public int walks() {
    return walks;
  }

  /** Rows asked for per page; 0 asks for everything in one answer. */
  public int pageSize() {
    return pageSize;
  }

  /** Starts again in pages, because the vendor does not give everything in one answer. */
  public void walkInPages(int size) {
    askAgain();
    pageSize = size;
    walkAgain();
  }

  /** Forgets what the walk brought and starts at the first page again. */
  public void walkAgain() {
    walks++;
    seen.clear();
    letters.clear();
    refused.clear();
    advance(Cursor.first(pageSize));
    pagesAsked = 0;
    pagesReceived = 0;
    declaredTotal = null;
    declaredPages = null;
    totalMoved = false;
    received = 0;
    rejected = 0;
    firstObservedAt = null;
    lastObservedAt = null;
  }

  /** Notes that the current page is being asked for; asked for again, it is still one page. */
  public void asked() {
    if (failed == null) {
      pagesAsked++;
    }
    askedAt = System.nanoTime();
    waiting = true;
  }

  /**
   * Notes that the request is over, however it ended.
   *
   * @return time since the page was asked for; empty when no request was under way
   */
  public Optional<Duration> answered() {
    boolean asked = waiting;
    waiting = false;
    return asked ? Optional.of(Duration.ofNanos(System.nanoTime() - askedAt)) : Optional.empty();
  }

  /** Takes in the envelope of a page that was read in full. */
  public void received(Page page) {
    pagesReceived++;
    if (firstObservedAt == null) {
      firstObservedAt = page.observedAt();
    }
    lastObservedAt = page.observedAt();
    if (page.declaredTotal() != null) {
      totalMoved |= declaredTotal != null && !declaredTotal.equals(page.declaredTotal());
      declaredTotal = page.declaredTotal();
    }
    if (page.declaredPages() != null) {
      declaredPages = page.declaredPages();
    }
  }

  /** Counts a row, whatever becomes of it. */
  public void countRow() {
    received++;
  }

  /** Takes rows back out of the count, for a page that only repeats earlier ones. */
  public void uncountRows(long rows) {
    received -= rows;
  }

  /** The observation of a subject so far, or null. */
  public Observation seen(String subject) {
    return seen.get(subject);
  }

  /** Takes in an observation; a later one of the same subject replaces the earlier. */
  public void see(Observation observation) {
    seen.put(observation.subject(), observation);
  }

  /** Everything seen, in page order. */
  public Collection<Observation> observations() {
    return Collections.unmodifiableCollection(seen.values());
  }

  /**
   * Takes in a refused record.
   *
   * @return whether no record that reads the same was refused before
   */
  public boolean reject(DeadLetter letter) {
    rejected++;
    letters.add(letter);
    return refused.add(letter.text());
  }

  /** Dead letters so far. */
  public List<DeadLetter> letters() {
    return Collections.unmodifiableList(letters);
  }

  /**
   * Ends the walk because an attempt at the current page failed, unless something ended it before.
   * {@link #askAgain} takes that back.
   *
   * @param failure what happened
   * @param letter the page, when it could not be read; else null
   */
  public void failPage(PollError failure, DeadLetter letter) {
    if (error == null) {
      failed = new FailedAttempt(failure.at(cursor.page(), failedAttempts() + 1), letter);
      endWithFailure();
    }
  }

  /** Attempts at the current page that failed. */
  public int failedAttempts() {
    return failed == null ? 0 : failed.error().attempts();
  }

  /** The last failed attempt at the current page, taken back or not; null when none failed. */
  public PollError failedAttempt() {
    return failed == null ? null : failed.error();
  }

  /** Notes that a request was refused for its time, which is put right once in a poll. */
  public void correctClock() {
    clockCorrected = true;
  }

  /** Whether {@link #correctClock} was called. */
  public boolean clockCorrected() {
    return clockCorrected;
  }

  /** Whether a failed attempt at the current page, and nothing else, is what ended the walk. */
  public boolean endedByPage() {
    return failed != null && failed.error().equals(error);
  }

  /** Goes on where {@link #failPage} ended the walk: the page is to be asked for once more. */
  public void askAgain() {
    if (endedByPage()) {
      error = null;
      letters.remove(failed.letter());
    }
  }

  /** Ends the walk with the last failed attempt, because there is no time for the next one. */
  public void giveUpPage() {
    if (error == null && failed != null) {
      endWithFailure();
    }
  }

  private void endWithFailure() {
    error = failed.error();
    if (failed.letter() != null) {
      letters.add(failed.letter());
    }
  }

  /** Ends the walk with an error; the first one counts. */
  public void fail(PollError failure) {
    if (error == null) {
      error = failure;
    }
  }

  /** What ended the walk, or null. */
  public PollError error() {
    return error;
  }

  /** Ends the poll without publishing anything of it. */
  public void abandon() {
    abandoned = true;
  }

  /** Whether nothing of it may be published. */
  public boolean abandoned() {
    return abandoned;
  }

  /** Pages asked for; what the vendor declared, where it declares pages. */
  public int pagesExpected() {
    return declaredPages != null && declaredPages > 0
        ? Math.max(declaredPages, pagesReceived)
        : pagesAsked;
  }

  /** Pages read in full. */
  public int pagesReceived() {
    return pagesReceived;
  }

  /** Rows the vendor declared last, or null. */
  public Long declaredTotal() {
    return declaredTotal;
  }

  /** Whether the declared number of rows changed between pages. */
  public boolean totalMoved() {
    return totalMoved;
  }

  /** Rows read. */
  public long received() {
    return received;
  }

  /** Rows refused. */
  public long rejected() {
    return rejected;
  }

  /** Distinct subjects. */
  public int unique() {
    return seen.size();
  }

  /** When the first page had been read, or null. */
  public Instant firstObservedAt() {
    return firstObservedAt;
  }

  /** When the last page had been read, or null. */
  public Instant lastObservedAt() {
    return lastObservedAt;
  }

  /** Events of the poll, marker last; empty until the poll was compared. */
  public List<Event> events() {
    return events;
  }

  /** Subjects to take out of the state without an event, because their record is unreadable. */
  public Set<String> forgets() {
    return forgets;
  }

  /** The checkpoint that the poll leaves; null before it was compared, and for a retirement. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Lets the observations go, once compared: what has to be told of them stands in the events. */
  public void letGo() {
    seen.clear();
  }

  /**
   * Sets what the poll leaves.
   *
   * @param all events, marker last
   * @param forgotten subjects to take out of the state without an event
   * @param left the checkpoint; null takes that of the scope away
   */
  public void publishes(List<Event> all, Set<String> forgotten, Checkpoint left) {
    events = all;
    forgets = forgotten;
    checkpoint = left;
  }

  /** The report of the marker; null until the poll was compared. */
  public Report report() {
    return events.isEmpty() ? null : events.get(events.size() - 1).report();
  }

  @Override
  public String toString() {
    return "Poll[" + scope.path() + " " + Instants.text(scheduledAt) + "]";
  }
}
