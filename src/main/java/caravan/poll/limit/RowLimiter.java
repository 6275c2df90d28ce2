package caravan.poll.limit;

import caravan.model.Page;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.HeldRows;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/**
 * Bounds the rows that polls turn into events at the same time, so that they survive few garbage
 * collections. A poll acquires the rows of a page when the page is accepted, and holds them until
 * it asks for the next page. Of the last page it keeps as many as it has events until these are
 * published. No poll holds rows while it waits for a vendor. A page never takes more than half of
 * all rows, and one that fits into its thread's part takes none, so that small lists never wait for
 * large ones.
 */
@Singleton
@Priority(70)
public final class RowLimiter implements AttemptGate {

  /** A row counts once per so many bytes. */
  private static final int BYTES_OF_ROW = 1024;

  /** A row takes some 3 KiB until it is published: rows in flight take a 40th of the heap. */
  private static final int HEAP_OF_ROW = 128 * 1024;

  /** Even in a small heap a list of a thousand rows does not hold up the others. */
  private static final int MIN_ROWS = 2_000;

  private final int size;
  private final int small;
  private final Semaphore free;

  @Inject
  public RowLimiter(PollSettings settings) {
    this(settings.maxRowsInFlight().orElseGet(RowLimiter::shareOfHeap), settings.threads());
  }

  RowLimiter(int rows, int threads) {
    this.size = Math.max(1, rows);
    this.small = size / Math.max(1, threads);
    this.free = new Semaphore(size, true);
  }

  private static int shareOfHeap() {
    long share = Runtime.getRuntime().maxMemory() / HEAP_OF_ROW;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(MIN_ROWS, share));
  }

  @Override
  public Permit enter(Attempt attempt) {
    Poll poll = attempt.poll();
    poll.releaseRows();
    return new Permit() {
      @Override
      public void accepted(Page page) {
        acquire(poll, page);
      }
    };
  }

  /**
   * Waits until the rows of a page fit; not for a small page. Interrupted, the poll is abandoned.
   */
  private void acquire(Poll poll, Page page) {
    int rows = 1 + Math.max(page.rows().size(), page.bytes() / BYTES_OF_ROW);
    if (rows <= small) {
      return;
    }
    int wanted = Math.max(1, Math.min(size / 2, rows));
    try {
      free.acquire(wanted);
      poll.hold(new Acquired(wanted));
    } catch (InterruptedException e) {
      poll.abandonInterrupted();
    }
  }

  /** Upper bound of rows in flight. */
  public int size() {
    return size;
  }

  /** Rows that nobody holds. */
  public int free() {
    return free.availablePermits();
  }

  private final class Acquired implements HeldRows {
    private int rows;

    Acquired(int rows) {
      this.rows = rows;
    }

    @Override
    public void keep(int needed) {
      if (rows > needed) {
        free.release(rows - needed);
        rows = needed;
      }
    }

    @Override
    public void release() {
      keep(0);
    }
  }
}
