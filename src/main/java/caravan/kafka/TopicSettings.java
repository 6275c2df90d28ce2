package caravan.kafka;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** Kafka topics. */
@ConfigMapping(prefix = "caravan.topics")
public interface TopicSettings extends SettingsGroup {

  /** First part of every topic name. */
  @WithDefault("caravan")
  String prefix();

  /** Partitions of each topic; fixed once the topics exist. */
  @WithDefault("12")
  int partitions();

  /**
   * Replicas of every topic. If not set, 3, or fewer if the brokers' own topics have fewer; see
   * {@link Replication}.
   */
  OptionalInt replicas();

  /** Whether missing topics are created. */
  @WithDefault("true")
  boolean create();
}
