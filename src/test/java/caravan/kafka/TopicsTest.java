package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Scope;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  private static Topics topics(int partitions) {
    return new Topics(
        SettingsFixture.settings(
            TopicSettings.class, "caravan.topics.partitions", Integer.toString(partitions)));
  }

  private static Scope scope(int number) {
    return Fixtures.target(Fixtures.ALIBABA).users("us\u00e9r " + number).scope();
  }

  @Test
  void namesHaveThePrefixAndTheVersion() {
    Topics topics = new Topics(SettingsFixture.settings(TopicSettings.class));
    assertEquals("caravan.events.v1", topics.events());
    assertEquals("caravan.checkpoints.v1", topics.checkpoints());
    assertEquals("caravan.dlq.v1", topics.letters());
  }

  @Test
  void prefixIsASetting() {
    Topics topics =
        new Topics(
            SettingsFixture.settings(TopicSettings.class, "caravan.topics.prefix", "dev.cloud"));
    assertEquals(
        Set.of(
            "dev.cloud.events.v1",
            "dev.cloud.state.v1",
            "dev.cloud.checkpoints.v1",
            "dev.cloud.dlq.v1"),
        topics.all(Set.of()).stream().map(Topics.Topic::name).collect(Collectors.toSet()));
  }

  @Test
  void cleanUpAndRetentionAreThoseOfTheContract() {
    Map<String, Map<String, String>> configs =
        new Topics(SettingsFixture.settings(TopicSettings.class))
            .all(Set.of()).stream()
                .collect(Collectors.toMap(Topics.Topic::name, Topics.Topic::config));
    assertEquals(
        Map.of(
            "caravan.events.v1",
            Map.of("cleanup.policy", "delete", "retention.ms", "1209600000"),
            "caravan.state.v1",
            Map.of(
                "cleanup.policy", "compact",
                "segment.bytes", "52428800",
                "max.compaction.lag.ms", "21600000",
                "delete.retention.ms", "604800000"),
            "caravan.checkpoints.v1",
            Map.of(
                "cleanup.policy", "compact",
                "segment.bytes", "52428800",
                "max.compaction.lag.ms", "21600000",
                "max.message.bytes", "8388608"),
            "caravan.dlq.v1",
            Map.of("cleanup.policy", "delete", "retention.ms", "2592000000")),
        configs);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 12, 100})
  void partitionIsTheOneKafkaItselfChoosesForTheKey(int partitions) {
    Topics topics = topics(partitions);
    for (int number = 0; number < 500; number++) {
      Scope scope = scope(number);
      byte[] key = scope.path().getBytes(StandardCharsets.UTF_8);
      assertEquals(BuiltInPartitioner.partitionForKey(key, partitions), topics.partition(scope));
    }
  }

  /** Computed apart from Kafka, from the description of the hash. */
  @ParameterizedTest
  @CsvSource({
    Fixtures.CTYUN + ", 12, 8",
    Fixtures.CTYUN + ", 7, 6",
    Fixtures.TENCENT + ", 12, 5",
    Fixtures.TENCENT + ", 7, 2"
  })
  void partitionNeverChanges(String api, int partitions, int expected) {
    assertEquals(expected, topics(partitions).partition(Fixtures.scope(api)));
  }

  @Test
  void partitionOfTheContractsExampleIsEight() {
    assertEquals(8, topics(12).partition(Fixtures.exampleScope()));
  }

  @Test
  void scopesAreSpreadOverAllPartitions() {
    Topics topics = topics(12);
    Set<Integer> used = new HashSet<>();
    for (int number = 0; number < 500; number++) {
      used.add(topics.partition(scope(number)));
    }
    assertEquals(12, used.size());
    assertTrue(used.containsAll(List.of(0, 11)));
  }
}
