package caravan.doctor.replay;

import caravan.doctor.command.PolledEvents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One place where a replay differs from its recording.
 *
 * @param in {@code event} or {@code dead letter}
 * @param number number of the event or dead letter, from 1
 * @param path member, as a JSON pointer; empty for the whole
 * @param recorded recorded value; null if there was none
 * @param now value of the replay; null if there is none
 */
record EventDifference(String in, int number, String path, String recorded, String now) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_VALUE = 200;

  EventDifference {
    recorded = cut(recorded);
    now = cut(now);
  }

  private static String cut(String text) {
    return text == null || text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
  }

  static List<EventDifference> all(Recording recording, PolledEvents replay) {
    List<EventDifference> all = new ArrayList<>();
    compare("event", recording.events(), replay.events(), all);
    compare("dead letter", recording.letters(), replay.letters(), all);
    return all;
  }

  private static void compare(
      String in, List<String> recorded, List<String> now, List<EventDifference> all) {
    for (int i = 0; i < Math.max(recorded.size(), now.size()); i++) {
      String one = i < recorded.size() ? recorded.get(i) : null;
      String other = i < now.size() ? now.get(i) : null;
      EventDifference whole = new EventDifference(in, i + 1, "", one, other);
      if (one == null || other == null) {
        all.add(whole);
      } else if (!one.equals(other)) {
        all.addAll(whole.members(one, other));
      }
    }
  }

  /** The members that differ; the whole texts if they are not JSON or differ in form only. */
  private List<EventDifference> members(String one, String other) {
    List<EventDifference> found = new ArrayList<>();
    try {
      compare("", JSON.readTree(one), JSON.readTree(other), found);
    } catch (JsonProcessingException notJson) {
      return List.of(this);
    }
    return found.isEmpty() ? List.of(this) : found;
  }

  private void compare(String at, JsonNode one, JsonNode other, List<EventDifference> found) {
    if (one != null && other != null && one.isObject() && other.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(at + "/" + name, one.get(name), other.get(name), found));
    } else if (one == null || !one.equals(other)) {
      found.add(new EventDifference(in, number, at, text(one), text(other)));
    }
  }

  private static String text(JsonNode node) {
    return node == null ? null : node.toString();
  }

  @Override
  public String toString() {
    String place = in + " " + number + (path.isEmpty() ? "" : " at " + path);
    String was = recorded == null ? "nothing" : recorded;
    return place + ": recorded " + was + ", now " + (now == null ? "nothing" : now);
  }
}
