package caravan.poll.compare;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is really there: the vendor's list in its order, and who was in it when. */
final class World {

  /**
   * What the vendor lists.
   *
   * @param number names the subject
   * @param start when this life of the subject began
   * @param amount what can change of it
   */
  record Entry(int number, Instant start, long amount) {}

  /** What can happen to the list. */
  enum Act {
    ADD_FIRST,
    ADD_LAST,
    REMOVE,
    CHANGE,
    REPLACE,
    MOVE_LAST
  }

  /** A time during which a life of a subject was in the list; open until it leaves. */
  private static final class Stay {
    private final Instant start;
    private final Instant from;
    private Instant until;

    Stay(Instant start, Instant from) {
      this.start = start;
      this.from = from;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Integer, List<Stay>> stays = new HashMap<>();
  private boolean hidden;
  private int version;

  /** The list as the vendor would show it now. */
  List<Entry> entries() {
    return hidden ? List.of() : List.copyOf(entries);
  }

  /** Grows whenever anything changes. */
  int version() {
    return version;
  }

  /** Lets something happen to the list; nothing happens where it makes no sense. */
  void act(Act act, int number, int amount, Instant now) {
    int place = place(number);
    boolean adds = act == Act.ADD_FIRST || act == Act.ADD_LAST;
    if (adds == (place >= 0)) {
      return;
    }
    version++;
    switch (act) {
      case ADD_FIRST -> {
        entries.add(0, new Entry(number, now, amount));
        enter(entries.get(0), now);
      }
      case ADD_LAST -> {
        entries.add(new Entry(number, now, amount));
        enter(entries.get(entries.size() - 1), now);
      }
      case REMOVE -> leave(entries.remove(place), now);
      case CHANGE -> {
        Entry old = entries.get(place);
        entries.set(place, new Entry(number, old.start(), old.amount() + 1 + amount));
      }
      case REPLACE -> {
        leave(entries.get(place), now);
        entries.set(place, new Entry(number, now, amount));
        enter(entries.get(place), now);
      }
      case MOVE_LAST -> entries.add(entries.remove(place));
    }
  }

  /** The resource cannot be found for a while. */
  void hide(Instant now) {
    if (!hidden) {
      version++;
      entries.forEach(entry -> leave(entry, now));
      hidden = true;
    }
  }

  /** The resource is there again, as if nothing had been. */
  void show(Instant now) {
    if (hidden) {
      version++;
      hidden = false;
      entries.forEach(entry -> enter(entry, now));
    }
  }

  /**
   * Whether a life of a subject left the list in a time.
   *
   * @param start start of the life; null for any
   */
  boolean left(int number, Instant start, Instant after, Instant until) {
    return stays(number).stream()
        .filter(stay -> start == null || start.equals(stay.start))
        .anyMatch(stay -> within(stay.until, after, until));
  }

  /** Whether a life of a subject entered the list in a time; {@code start} as above. */
  boolean entered(int number, Instant start, Instant after, Instant until) {
    return stays(number).stream()
        .filter(stay -> start == null || start.equals(stay.start))
        .anyMatch(stay -> within(stay.from, after, until));
  }

  private static boolean within(Instant instant, Instant after, Instant until) {
    return instant != null && instant.isAfter(after) && !instant.isAfter(until);
  }

  private int place(int number) {
    for (int place = 0; place < entries.size(); place++) {
      if (entries.get(place).number() == number) {
        return place;
      }
    }
    return -1;
  }

  private List<Stay> stays(int number) {
    return stays.computeIfAbsent(number, any -> new ArrayList<>());
  }

  private void enter(Entry entry, Instant now) {
    if (!hidden) {
      stays(entry.number()).add(new Stay(entry.start(), now));
    }
  }

  private void leave(Entry entry, Instant now) {
    if (!hidden) {
      List<Stay> all = stays(entry.number());
      all.get(all.size() - 1).until = now;
    }
  }
}
