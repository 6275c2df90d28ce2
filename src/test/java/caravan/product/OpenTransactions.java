package caravan.product;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Tells whether the events topic holds records that are neither committed nor aborted. */
public final class OpenTransactions implements AutoCloseable {

  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> ends = new HashMap<>();

  /** In the events topic of a world. */
  public OpenTransactions(World world) {
    admin = Admin.create(Map.of("bootstrap.servers", world.kafka().bootstrapServers()));
    for (int i = 0; i < world.partitions(); i++) {
      ends.put(new TopicPartition(world.eventsTopic(), i), OffsetSpec.latest());
    }
  }

  /** Whether there are such records now. */
  public boolean any() throws InterruptedException {
    try {
      // In this order, or a transaction that ends in between would look open.
      Map<TopicPartition, ListOffsetsResultInfo> written = list(IsolationLevel.READ_UNCOMMITTED);
      Map<TopicPartition, ListOffsetsResultInfo> readable = list(IsolationLevel.READ_COMMITTED);
      return written.entrySet().stream()
          .anyMatch(one -> one.getValue().offset() > readable.get(one.getKey()).offset());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof RetriableException) {
        return false;
      }
      throw new AssertionError("The broker did not tell its offsets", e);
    }
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(IsolationLevel level)
      throws InterruptedException, ExecutionException {
    return admin.listOffsets(ends, new ListOffsetsOptions(level)).all().get();
  }

  @Override
  public void close() {
    admin.close();
  }
}
