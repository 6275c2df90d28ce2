package caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** CPU time of a process by what its threads do, as Linux counts it. */
final class ThreadTimes {

  /** What any other thread does. */
  private static final String OTHER = "all other";

  /** How the names of threads begin that do something of interest; Linux keeps 15 characters. */
  private static final Map<String, String> GROUPS = groups();

  /** Ticks of a second, on every Linux that a JVM runs on. */
  private static final double TICKS = 100;

  /** Fields behind the name: time in the program, and time of the kernel on its behalf. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private ThreadTimes() {}

  private static Map<String, String> groups() {
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put("poll", "polls");
    groups.put("kafka-producer", "producers");
    groups.put("VM Thread", "collector");
    groups.put("GC Thread", "collector");
    groups.put("G1 ", "collector");
    groups.put("C1 ", "compilers");
    groups.put("C2 ", "compilers");
    groups.put("Sweeper", "compilers");
    return groups;
  }

  /** Seconds of CPU time since the process began, by group; threads that ended do not count. */
  static Map<String, Double> of(long pid) throws IOException {
    Map<String, Double> times = new LinkedHashMap<>();
    GROUPS.values().forEach(group -> times.put(group, 0.0));
    times.put(OTHER, 0.0);
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : (Iterable<Path>) all::iterator) {
        add(thread, times);
      }
    }
    return times;
  }

  private static void add(Path thread, Map<String, Double> times) {
    String stat;
    try {
      stat = Files.readString(thread.resolve("stat"));
    } catch (IOException ended) {
      return;
    }
    int end = stat.lastIndexOf(')');
    String name = stat.substring(stat.indexOf('(') + 1, end);
    String[] fields = stat.substring(end + 2).split(" ");
    double seconds = (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS;
    String group =
        GROUPS.entrySet().stream()
            .filter(one -> name.startsWith(one.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(OTHER);
    times.merge(group, seconds, Double::sum);
  }

  /** What was added from one time to a later one. */
  static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> added = new LinkedHashMap<>();
    after.forEach((group, seconds) -> added.put(group, seconds - before.getOrDefault(group, 0.0)));
    return added;
  }
}
