package caravan.bench;

import caravan.SettingsFixture;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.kafka.Installation;
import caravan.kafka.KafkaClients;
import caravan.kafka.Ownership;
import caravan.kafka.PublishSettings;
import caravan.kafka.TopicSettings;
import caravan.kafka.Topics;
import caravan.poll.ClockGuard;
import caravan.poll.ClockSettings;
import caravan.poll.PollSettings;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the product does at start: joins the group, fences, loads and lets scopes be polled. */
public final class ProductLoad {

  private ProductLoad() {}

  /**
   * Entry point; prints the figures as one line of JSON.
   *
   * @param arguments Kafka address, and how many scopes there are
   */
  public static void main(String[] arguments) {
    int scopes = Integer.parseInt(arguments[1]);
    long start = System.nanoTime();
    Ownership ownership =
        new Ownership(
            new KafkaClients(Map.of("bootstrap.servers", arguments[0])),
            new Topics(SettingsFixture.settings(TopicSettings.class)),
            new EventFormats(SettingsFixture.settings(FormatSettings.class)),
            SettingsFixture.settings(PublishSettings.class),
            SettingsFixture.settings(PollSettings.class),
            new Installation(SettingsFixture.settings(PublishSettings.class), "file:targets.yaml"),
            new SimpleMeterRegistry(),
            () -> true,
            new ClockGuard(
                Clock.systemUTC(), System::nanoTime, SettingsFixture.settings(ClockSettings.class)),
            () -> {});
    ownership.join();
    Collection<ScopeState> known = ownership.others(Set.of()).values();
    while (known.size() < scopes) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      known = ownership.others(Set.of()).values();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long subjects = known.stream().mapToLong(ScopeState::size).sum();
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("subjects", subjects)
        .put("scopes", known.size())
        .put("seconds from joining to polling", Math.round(seconds * 10) / 10.0)
        .put("CPU seconds", cpuSeconds())
        .put("subjects/s", Math.round(subjects / seconds))
        .put("heap MiB", runtime.totalMemory() - runtime.freeMemory() >> 20);
    System.out.println(row);
    System.exit(0);
  }

  private static long cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toSeconds();
  }
}
