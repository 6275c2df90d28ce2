package caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Counts what went by. */
final class Tally {

  private final Map<String, Integer> kinds = new TreeMap<>();

  void add(JsonNode event) {
    kinds.merge(event.path("kind").asText(), 1, Integer::sum);
  }

  /** Complete polls so far. */
  int completePolls() {
    return kinds.getOrDefault("snapshot.completed", 0);
  }

  /** A sentence and a line per kind, for the end. */
  String summary() {
    int incomplete = kinds.getOrDefault("snapshot.incomplete", 0);
    int events = kinds.values().stream().mapToInt(Integer::intValue).sum();
    StringBuilder text = new StringBuilder();
    text.append(Units.count(events - completePolls() - incomplete, "event"))
        .append(" in ")
        .append(Units.count(completePolls(), "complete poll"))
        .append(" and ")
        .append(incomplete)
        .append(incomplete == 1 ? " incomplete one." : " incomplete ones.");
    kinds.forEach(
        (kind, count) -> {
          if (!kind.startsWith("snapshot.")) {
            text.append(String.format("%n  %6d  %s", count, kind));
          }
        });
    return text.toString();
  }
}
