package caravan.bench;

import caravan.event.Event;
import caravan.event.UnreadableRecord;
import caravan.event.format.RecordedReader;
import caravan.state.Incarnation;
import caravan.state.ScopeState;
import caravan.state.SubjectState;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One case of {@link StateBench}: so many subjects of so many scopes. One thread does it all. Rates
 * are per second of its time on a core.
 */
public final class StateMeasure {

  private static final int BATCH = 10_000;
  private static final long SECOND = 1_000_000_000L;

  private final int subjects;
  private final Connections connections;
  private final List<ScopeState> memories = new ArrayList<>();
  private long checksum;

  private StateMeasure(int subjects, int scopes) {
    this.subjects = subjects;
    this.connections = new Connections(scopes);
  }

  /**
   * Entry point; prints the figures as one line of JSON.
   *
   * @param arguments number of subjects, number of scopes
   */
  public static void main(String[] arguments) throws Exception {
    int scopes = Integer.parseInt(arguments[1]);
    // The compiler needs to have seen the code before it is measured.
    new StateMeasure(30_000, 10).measure(scopes);
    System.out.println(new StateMeasure(Integer.parseInt(arguments[0]), scopes).measure(scopes));
  }

  private ObjectNode measure(int scopes) throws UnreadableRecord {
    long before = usedHeap();
    connections.scopes().forEach(scope -> memories.add(new ScopeState()));
    long puts = puts();
    long bytes = usedHeap() - before;
    long hits = lookups(0);
    long misses = lookups(subjects);
    long unpacked = unpacked();
    List<byte[]> events = events();
    long read = reads(events);
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("subjects", subjects)
        .put("scopes", scopes)
        .put("event bytes", events.stream().mapToLong(one -> one.length).sum() / events.size())
        .put("heap bytes each", bytes / subjects)
        .put("heap MiB", bytes >> 20)
        .put("puts/s", puts)
        .put("life() found/s", hits)
        .put("life() missed/s", misses)
        .put("known()/s", unpacked)
        .put("events read/s", read);
    if (checksum == 0 || memories.stream().mapToInt(ScopeState::size).sum() != subjects) {
      throw new IllegalStateException("subjects were lost");
    }
    return row;
  }

  private long puts() {
    long nanos = 0;
    List<SubjectState> batch = new ArrayList<>(BATCH);
    for (int from = 0; from < subjects; from += BATCH) {
      int to = Math.min(subjects, from + BATCH);
      batch.clear();
      for (int i = from; i < to; i++) {
        batch.add(SubjectState.of(connections.event(i)));
      }
      long start = cpuNanos();
      for (int i = from; i < to; i++) {
        memory(i).put(batch.get(i - from));
      }
      nanos += cpuNanos() - start;
    }
    return perSecond(subjects, nanos);
  }

  /**
   * Asks for as many subjects as there are, from a number on; those behind the last are unknown.
   */
  private long lookups(int first) {
    long nanos = 0;
    String[] batch = new String[BATCH];
    for (int from = 0; from < subjects; from += BATCH) {
      int count = Math.min(subjects - from, BATCH);
      for (int i = 0; i < count; i++) {
        batch[i] = connections.subject(first + from + i);
      }
      long start = cpuNanos();
      for (int i = 0; i < count; i++) {
        Incarnation life = memory(first + from + i).incarnation(batch[i]);
        checksum += life == null ? 0 : life.contentHash().charAt(9);
      }
      nanos += cpuNanos() - start;
    }
    return perSecond(subjects, nanos);
  }

  private long unpacked() {
    int count = Math.min(subjects, 100_000);
    String[] paths = new String[count];
    for (int i = 0; i < count; i++) {
      paths[i] = connections.subject(i);
    }
    long start = cpuNanos();
    for (int i = 0; i < count; i++) {
      checksum += memory(i).known(paths[i]).raw().record().length();
    }
    return perSecond(count, cpuNanos() - start);
  }

  private List<byte[]> events() {
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Event event = connections.event(i);
      events.add(event.json().getBytes(StandardCharsets.UTF_8));
    }
    return events;
  }

  private long reads(List<byte[]> events) throws UnreadableRecord {
    long start = cpuNanos();
    long count = 0;
    while (cpuNanos() - start < 3 * SECOND) {
      for (byte[] event : events) {
        checksum += RecordedReader.json(event).known().revision();
      }
      count += events.size();
    }
    return perSecond(count, cpuNanos() - start);
  }

  private ScopeState memory(int number) {
    return memories.get(connections.gateway(number));
  }

  /** Time this thread has had of a core, so that what else the machine does counts little. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long perSecond(long count, long nanos) {
    return count * SECOND / Math.max(1, nanos);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
