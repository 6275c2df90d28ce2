package caravan.schedule;

import caravan.Settings;
import caravan.model.Poll;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Room for answers that become events. What a row becomes takes several times the memory of its
 * text, and more polls can be answered at the same time than there are processors to read them. So
 * each poll takes as much room as its answer has bytes, from reading a page until it goes on to the
 * next or is published, and waits while there is none. Small lists never notice. No poll keeps room
 * while it waits for a vendor.
 */
@Singleton
@Named("room")
public final class Room {

  private static final int KIB = 1024;

  /** An answer that fills this share of the heap is worked on alone. */
  private static final int SHARE_OF_HEAP = 512;

  /** Even in a small heap a list of some thousand rows leaves room for others. */
  private static final long LEAST = 1024 * 1024;

  private final int size;
  private final Semaphore free;
  private final Map<Poll, Integer> taken = new ConcurrentHashMap<>();

  /** With {@code caravan.poll.bytes-in-work}, or else a share of the heap. */
  @Inject
  public Room(Settings settings) {
    this(
        settings
            .poll()
            .bytesInWork()
            .orElse(Math.max(LEAST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)));
  }

  Room(long bytes) {
    this.size = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / KIB));
    this.free = new Semaphore(size, true);
  }

  /**
   * Waits until there is room for an answer, and takes it. An answer that is larger than all the
   * room takes all of it. Interrupted, the poll is abandoned.
   *
   * @param answer the answer, read already
   */
  public void enter(@ExchangeProperty("poll") Poll poll, @Body InputStream answer)
      throws IOException {
    int wanted = answer == null ? 1 : Math.min(size, 1 + answer.available() / KIB);
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

  /** Gives the room back that the poll has, if any; null has none. */
  public void leave(@ExchangeProperty("poll") Poll poll) {
    Integer had = poll == null ? null : taken.remove(poll);
    if (had != null) {
      free.release(had);
    }
  }

  /** All the room there is, in KiB. */
  public int size() {
    return size;
  }

  /** Room that nobody has, in KiB. */
  public int free() {
    return free.availablePermits();
  }
}
