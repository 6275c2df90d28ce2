package caravan.poll.normalize;

import caravan.cloud.record.Subjects;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.poll.Poll;
import caravan.poll.Walk;
import caravan.state.ScopeState;
import caravan.state.SubjectState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The observations of one page by subject. Equal rows count as one. Different rows of one subject
 * are things that the vendor does not tell apart, for example behind masked addresses: each gets a
 * numbered subject, in the order of the texts instead of that on the page.
 */
public final class PageSubjects {

  private final Map<String, Observation> single = new LinkedHashMap<>();
  private final Map<String, TreeMap<String, Observation>> alike = new HashMap<>();
  private final List<Observation> unfit = new ArrayList<>();

  public void add(Observation observation) {
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
   * What those subjects count as that neither the poll nor those before it have seen, and by how
   * much others have grown; twins count as one.
   */
  int newTo(Poll poll) {
    return single.values().stream()
        .filter(one -> poll.walk().seen(one.subject()) == null)
        .mapToInt(one -> growth(poll.memory().known(one.subject()), one.raw()))
        .sum();
  }

  private static int growth(SubjectState known, Raw raw) {
    int before = known == null ? 0 : counted(known.raw() == null ? raw : known.raw());
    return Math.max(0, counted(raw) - before);
  }

  /** What the subject of a record counts as. */
  static int counted(Raw raw) {
    return ScopeState.countsAs(raw.record().length());
  }

  /**
   * Adds all to the poll. A subject of an earlier page moved while the list was read: the later
   * observation counts, unless it is the same.
   *
   * @return how many subjects are new to the poll
   */
  public long moveTo(Walk walk) {
    long fresh = 0;
    for (Observation observation : single.values()) {
      TreeMap<String, Observation> twins = alike.get(observation.subject());
      for (Observation one : twins == null ? List.of(observation) : numbered(twins)) {
        if (Subjects.fits(one.subject())) {
          fresh += observe(one, walk) ? 1 : 0;
        } else {
          unfit.add(one);
        }
      }
    }
    return fresh;
  }

  /** Twins left out because their numbered subject is too long for an event. */
  public List<Observation> unfit() {
    return unfit;
  }

  /** Whether the subject is new to the poll. */
  private static boolean observe(Observation one, Walk walk) {
    Observation earlier = walk.seen(one.subject());
    if (earlier == null || !sameRecord(earlier, one)) {
      walk.observe(one);
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
