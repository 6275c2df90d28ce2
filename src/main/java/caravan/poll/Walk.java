package caravan.poll;

import caravan.event.DeadLetter;
import caravan.event.Ids;
import caravan.event.Observation;
import caravan.model.Cursor;
import caravan.model.Page;
import caravan.model.PollError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One reading of a list from its first page: what was read so far and what ended it. A poll that
 * reads its list again has a new one.
 */
public final class Walk {

  /**
   * A failed attempt at the current page, with the dead letter that it leaves if it is the last.
   */
  private record FailedAttempt(PollError error, DeadLetter letter) {}

  private final int number;
  private final int pageSize;
  private final Map<String, Observation> seen = new LinkedHashMap<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();

  /** Hashes of the markers so far, whose texts may be long; as many as there are pages. */
  private final Set<String> markers = new HashSet<>();

  private int freed;
  private Cursor cursor;
  private int pagesAsked;
  private int pagesReceived;
  private Long declaredTotal;
  private Integer declaredPages;
  private boolean totalMoved;
  private long received;
  private long rejected;
  private long skipped;
  private Instant firstObservedAt;
  private Instant lastObservedAt;
  private PollError error;
  private FailedAttempt failed;

  Walk(int number, int pageSize) {
    this.number = number;
    this.pageSize = pageSize;
    this.cursor = Cursor.first(pageSize);
  }

  /** Which reading of the list this is within its poll, from 1. */
  public int number() {
    return number;
  }

  /** Rows asked for per page; 0 asks for everything in one answer. */
  public int pageSize() {
    return pageSize;
  }

  /** Whether another page is to be asked for. */
  public boolean wantsPage() {
    return cursor != null && error == null;
  }

  /** Where the next page starts; null after the last. */
  public Cursor cursor() {
    return cursor;
  }

  /**
   * Remembers the marker of the next page.
   *
   * @return false when an earlier page of this walk had it, so that the walk would cycle
   */
  public boolean addMarker(String marker) {
    return markers.add(Ids.sha256(marker));
  }

  /** Goes to the next page; null ends the walk. */
  public void advance(Cursor next) {
    cursor = next;
    failed = null;
  }

  /** Counts the page that is being asked for; asked for again, it is still one page. */
  public void asked() {
    if (failed == null) {
      pagesAsked++;
    }
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

  /** Counts a row that is no record. */
  public void skipRow() {
    skipped++;
  }

  /** Rows that are no records. */
  public long skipped() {
    return skipped;
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
  public void observe(Observation observation) {
    seen.put(observation.subject(), observation);
  }

  /** Everything seen, in page order. */
  public Collection<Observation> observations() {
    return Collections.unmodifiableCollection(seen.values());
  }

  /** Frees the observations after comparison: the events hold what matters of them. */
  void freeObservations() {
    freed += seen.size();
    seen.clear();
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

  /** Dead letters so far; once the poll was compared, those to be published. */
  public List<DeadLetter> letters() {
    return Collections.unmodifiableList(letters);
  }

  /**
   * Leaves out dead letters.
   *
   * @return how many
   */
  public int withhold(Predicate<DeadLetter> unwanted) {
    int all = letters.size();
    letters.removeIf(unwanted);
    return all - letters.size();
  }

  /** Ends the walk with an error; the first one counts. */
  public void fail(PollError failure) {
    if (error == null) {
      error = failure;
    }
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
      int page = cursor == null ? 0 : cursor.page();
      failed = new FailedAttempt(failure.at(page, failedAttempts() + 1), letter);
      endWithFailure();
    }
  }

  /** Attempts at the current page that failed. */
  public int failedAttempts() {
    return failed == null ? 0 : failed.error().attempts();
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

  /** What ended the walk, or null. */
  public PollError error() {
    return error;
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
    return freed + seen.size();
  }

  /** When the first page had been read, or null. */
  public Instant firstObservedAt() {
    return firstObservedAt;
  }

  /** When the last page had been read, or null. */
  public Instant lastObservedAt() {
    return lastObservedAt;
  }
}
