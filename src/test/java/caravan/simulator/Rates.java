package caravan.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests in a window of one second that slides with each request: the strictest reading of
 * "at most n requests per second", so a client that stays below here stays below everywhere.
 */
final class Rates {

  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, Deque<Long>> seen = new HashMap<>();
  private final Map<String, Deque<Long>> granted = new HashMap<>();
  private final Map<String, Integer> highest = new HashMap<>();

  /** Notes a request of an API, whatever becomes of it. */
  synchronized void note(String api, long nanoTime) {
    int count = slide(seen, api, nanoTime, true);
    highest.merge(api, count, Math::max);
  }

  /**
   * Whether one more request of a key fits under a limit; a refused one does not count.
   *
   * @param key account and API
   * @param limit requests per second, 0 for none
   */
  synchronized boolean grant(String key, int limit, long nanoTime) {
    if (limit == 0) {
      return true;
    }
    if (slide(granted, key, nanoTime, false) >= limit) {
      return false;
    }
    granted.get(key).addLast(nanoTime);
    return true;
  }

  synchronized int highest(String api) {
    return highest.getOrDefault(api, 0);
  }

  synchronized void forget() {
    seen.clear();
    granted.clear();
    highest.clear();
  }

  private static int slide(
      Map<String, Deque<Long>> windows, String key, long nanoTime, boolean add) {
    Deque<Long> window = windows.computeIfAbsent(key, unused -> new ArrayDeque<>());
    while (!window.isEmpty() && nanoTime - window.peekFirst() >= WINDOW) {
      window.removeFirst();
    }
    if (add) {
      window.addLast(nanoTime);
    }
    return window.size();
  }
}
