package caravan.normalize;

import caravan.model.Observation;
import caravan.model.Poll;
import caravan.model.Quality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The observations of one page by subject. Equal rows are one. Different rows about one subject are
 * things that the vendor shows alike, for example behind masked addresses: each keeps a subject of
 * its own, numbered in the order of their text, so that the numbers do not depend on the page.
 */
final class PageSubjects {

  private final Map<String, Observation> single = new LinkedHashMap<>();
  private final Map<String, TreeMap<String, Observation>> alike = new HashMap<>();
  private final List<Observation> unfit = new ArrayList<>();

  void add(Observation observation) {
    Observation earlier = single.putIfAbsent(observation.subject(), observation);
    if (earlier == null || sameRecord(earlier, observation)) {
      return;
    }
    TreeMap<String, Observation> twins =
        alike.computeIfAbsent(observation.subject(), subject -> new TreeMap<>());
    twins.putIfAbsent(earlier.raw().record(), earlier);
    twins.putIfAbsent(observation.raw().record(), observation);
  }

  /**
   * Takes all into the poll. A subject of an earlier page has moved while the list was read: the
   * later reading counts, unless it says the same.
   *
   * @return how many subjects are new to the poll
   */
  long moveTo(Poll poll) {
    long fresh = 0;
    for (Observation observation : single.values()) {
      TreeMap<String, Observation> twins = alike.get(observation.subject());
      for (Observation one : twins == null ? List.of(observation) : numbered(twins)) {
        if (Subjects.fits(one.subject())) {
          fresh += see(one, poll) ? 1 : 0;
        } else {
          unfit.add(one);
        }
      }
    }
    return fresh;
  }

  /** Twins that stayed behind, because no event can carry their subject with its number. */
  List<Observation> unfit() {
    return unfit;
  }

  /** Whether the subject is new to the poll. */
  private static boolean see(Observation one, Poll poll) {
    Observation earlier = poll.seen(one.subject());
    if (earlier == null || !sameRecord(earlier, one)) {
      poll.see(one);
    }
    return earlier == null;
  }

  private static boolean sameRecord(Observation one, Observation other) {
    return one.raw().record().equals(other.raw().record());
  }

  private static List<Observation> numbered(Map<String, Observation> twins) {
    List<Observation> result = new ArrayList<>(twins.size());
    for (Observation twin : twins.values()) {
      result.add(result.isEmpty() ? twin : duplicate(twin, result.size() + 1));
    }
    return result;
  }

  private static Observation duplicate(Observation twin, int number) {
    List<Quality> quality = new ArrayList<>(twin.quality());
    quality.add(new Quality("duplicate_in_snapshot", "subject"));
    return new Observation(
        twin.subject() + "/~" + number,
        twin.incarnation(),
        twin.facts(),
        twin.contentHash(),
        List.copyOf(quality),
        twin.raw(),
        twin.place());
  }
}
