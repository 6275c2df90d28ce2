package caravan.targets;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/**
 * The keys of one account or target. Values that already have a problem count as absent, so that
 * one mistake is reported once.
 */
record Section(String definition, Node node, TargetsSchema schema, Problems problems) {

  boolean has(String key) {
    return node.entry(key) != null;
  }

  Place place(String key) {
    Node value = node.entry(key);
    return value == null ? node.place().missing(key) : value.place();
  }

  void problem(String key, String message, String remedy) {
    problems.add(place(key), message, remedy);
  }

  void missing(String key, String message) {
    problem(key, message, schema.addition(definition, key));
  }

  /** The value of a key when it is text and has no problem, or null. */
  Node scalar(String key) {
    return usable(node.entry(key), Node.Kind.TEXT);
  }

  /** The value of a key as a problem may show it. */
  String shown(String key) {
    return TargetsSchema.shown(node.entry(key));
  }

  /** Text of a key, or the fallback. */
  String text(String key, String fallback) {
    Node value = scalar(key);
    return value == null ? fallback : value.text();
  }

  List<Node> list(String key) {
    Node list = usable(node.entry(key), Node.Kind.LIST);
    List<Node> items = list == null ? List.of() : list.items();
    return items.stream().filter(item -> usable(item, Node.Kind.TEXT) != null).toList();
  }

  /** Number of a key, or the fallback, which may be null. */
  Integer number(String key, Integer fallback) {
    Node value = usable(node.entry(key), Node.Kind.INTEGER);
    if (value == null) {
      return fallback;
    }
    BigInteger number = value.integer();
    if (number.bitLength() > 31) {
      problem(key, TargetsSchema.shown(value) + " is too large", schema.remedy(definition, key));
      return fallback;
    }
    return number.intValue();
  }

  /** Truth value of a key, or the fallback. */
  boolean truth(String key, boolean fallback) {
    Node value = usable(node.entry(key), Node.Kind.BOOLEAN);
    return value == null ? fallback : value.truth();
  }

  /** Duration of a key within limits, or the fallback, which may be null. */
  Duration duration(String key, Duration shortest, Duration longest, Duration fallback) {
    Node value = scalar(key);
    if (value == null) {
      return fallback;
    }
    String shown = TargetsSchema.shown(value);
    Duration duration;
    try {
      duration = Durations.parse(value.text());
    } catch (IllegalArgumentException unreadable) {
      problem(key, shown + " is not a duration", schema.remedy(definition, key));
      return fallback;
    }
    String min = Durations.text(shortest);
    String max = Durations.text(longest);
    String range = "Write a duration from " + min + " to " + max + ".";
    if (duration.compareTo(shortest) < 0) {
      problem(key, shown + " is shorter than " + min, range);
    } else if (duration.compareTo(longest) > 0) {
      problem(key, shown + " is longer than " + max, range);
    }
    return duration;
  }

  private Node usable(Node value, Node.Kind kind) {
    return value != null && value.kind() == kind && !problems.at(value.place()) ? value : null;
  }
}
