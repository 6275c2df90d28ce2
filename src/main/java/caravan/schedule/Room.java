package caravan.schedule;

import caravan.model.Page;
import caravan.model.Poll;
import caravan.model.PollSettings;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Room for rows that become events. What a row becomes takes several times the memory of its text,
 * and more polls can be answered at the same time than there are processors to read them. So each
 * poll takes room for the rows of its page, from splitting it until it goes on to the next or is
 * compared, keeps it for what became an event until that is published, and waits while there is
 * none. Small lists never notice. No poll keeps room while it waits for a vendor.
 */
@Singleton
@Named("room")
public final class Room {

  /** A row of this many bytes becomes as much as two of half of them. */
  private static final int BYTES_OF_ROW = 1024;

  /** A row takes some 3 KiB until it is published: so the rows in work take a 40th of the heap. */
  private static final int HEAP_OF_ROW = 128 * 1024;

  /** Even in a small heap a list of a thousand rows leaves room for others. */
  private static final int LEAST = 2_000;

  private final int size;
  private final Semaphore free;
  private final Map<Poll, Integer> taken = new ConcurrentHashMap<>();

  /** With {@code caravan.poll.max-rows-in-flight}, or else a share of the heap. */
  @Inject
  public Room(PollSettings settings) {
    this(settings.maxRowsInFlight().orElseGet(Room::usual));
  }

  Room(int rows) {
    this.size = Math.max(1, rows);
    this.free = new Semaphore(size, true);
  }

  private static int usual() {
    return (int)
        Math.min(
            Integer.MAX_VALUE, Math.max(LEAST, Runtime.getRuntime().maxMemory() / HEAP_OF_ROW));
  }

  /**
   * Waits until there is room for the rows of a page, and takes it. A page that is larger than all
   * the room takes all of it. Interrupted, the poll is abandoned.
   */
  public void enter(@ExchangeProperty("poll") Poll poll, @Body Page page) {
    int wanted = Math.min(size, 1 + Math.max(page.rows().size(), page.bytes() / BYTES_OF_ROW));
    leave(poll);
    try {
      free.acquire(wanted);
      taken.put(poll, wanted);
    } catch (InterruptedException e) {
      // Not thrown on: Camel would end the exchange before the poll is reported as abandoned.
      Thread.currentThread().interrupt();
      poll.abandon();
    }
  }

  /** Gives the room back if the poll asks for another page; else it is kept until published. */
  public void turned(@ExchangeProperty("poll") Poll poll) {
    if (poll.wantsPage()) {
      leave(poll);
    }
  }

  /** Lets rows go that became no event, most of them once a list is known, with their room. */
  public void compared(@ExchangeProperty("poll") Poll poll) {
    poll.letGo();
    int needed = 1 + poll.events().size();
    Integer had = taken.get(poll);
    if (had != null && had > needed) {
      taken.put(poll, needed);
      free.release(had - needed);
    }
  }

  /** Gives the room back that the poll has, if any; null has none. */
  public void leave(@ExchangeProperty("poll") Poll poll) {
    Integer had = poll == null ? null : taken.remove(poll);
    if (had != null) {
      free.release(had);
    }
  }

  /** All the room there is, in rows. */
  public int size() {
    return size;
  }

  /** Room that nobody has, in rows. */
  public int free() {
    return free.availablePermits();
  }
}
