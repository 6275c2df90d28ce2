package caravan.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Counts requests in a window of one second that slides with each request: the strictest reading of
 * "at most n requests per second", so a client that stays below here stays below everywhere.
 */
final class Rates {

  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  /** Who asked for what. */
  record Key(String api, String account) {}

  private final Map<Key, Deque<Long>> seen = new HashMap<>();
  private final Map<String, Deque<Long>> granted = new HashMap<>();
  private final Map<Key, Integer> highest = new HashMap<>();

  /** Notes a request of an account to an API, whatever becomes of it. */
  synchronized void note(String api, String account, long nanoTime) {
    Key key = new Key(api, account);
    int count = slide(seen, key, nanoTime, true);
    highest.merge(key, count, Math::max);
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

  /** The highest number of requests that one account has sent to an API within a second. */
  synchronized int highest(String api) {
    return highest.entrySet().stream()
        .filter(one -> one.getKey().api().equals(api))
        .mapToInt(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  /** APIs that were asked. */
  synchronized Set<String> apis() {
    return highest.keySet().stream().map(Key::api).collect(Collectors.toSet());
  }

  synchronized void forget() {
    seen.clear();
    granted.clear();
    highest.clear();
  }

  private static <K> int slide(Map<K, Deque<Long>> windows, K key, long nanoTime, boolean add) {
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
