package caravan.kafka;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Kafka topics. */
@ConfigMapping(prefix = "caravan.topics")
public interface TopicSettings extends SettingsGroup {

  /** First part of every topic name. */
  @WithDefault("caravan")
  String prefix();

  /** Partitions of each topic; fixed once the topics exist. */
  @WithDefault("12")
  int partitions();

  /** Replicas of topics that are created; lowered to the number of brokers there are. */
  @WithDefault("3")
  short replicas();

  /** Whether missing topics are created. */
  @WithDefault("true")
  boolean create();
}
