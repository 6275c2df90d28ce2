package caravan.kafka;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;

/**
 * Kafka's cooperative sticky assignment, which besides tells the members what each of them shows.
 * It has the same name, so that members with and without this can be in one group. Made by Kafka's
 * consumer.
 */
public final class GroupAssignor extends CooperativeStickyAssignor implements Configurable {

  /** Setting of the consumer that holds the {@link Replicas}. */
  static final String REPLICAS = "caravan.replicas";

  private Replicas replicas;

  @Override
  public void configure(Map<String, ?> settings) {
    replicas = (Replicas) settings.get(REPLICAS);
  }

  @Override
  public ByteBuffer subscriptionUserData(Set<String> topics) {
    return Replicas.append(super.subscriptionUserData(topics), Set.of(replicas.own()));
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Set<Replica> members = new HashSet<>();
    group
        .groupSubscription()
        .values()
        .forEach(subscription -> members.addAll(Replicas.read(subscription.userData())));
    Map<String, Assignment> told = new HashMap<>();
    super.assign(cluster, group)
        .groupAssignment()
        .forEach(
            (member, assignment) ->
                told.put(
                    member,
                    new Assignment(
                        assignment.partitions(), Replicas.append(assignment.userData(), members))));
    return new GroupAssignment(told);
  }

  @Override
  public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
    super.onAssignment(assignment, metadata);
    replicas.told(Replicas.read(assignment.userData()));
  }
}
