package caravan.doctor.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One place where what a poll gives differs from what was recorded.
 *
 * @param in what is compared, for example {@code event} or {@code dead letter}
 * @param number number among those, from 1
 * @param path member, as a JSON pointer; empty for the whole
 * @param recorded recorded value; null if there was none
 * @param now value of this poll; null if there is none
 */
public record EventDifference(String in, int number, String path, String recorded, String now) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_VALUE = 200;

  /** Shortens long values. */
  public EventDifference {
    recorded = cut(recorded);
    now = cut(now);
  }

  private static String cut(String text) {
    return text == null || text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
  }

  /** All places where texts differ from those that were recorded. */
  public static List<EventDifference> all(String in, List<String> recorded, List<String> now) {
    List<EventDifference> all = new ArrayList<>();
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
    return all;
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
