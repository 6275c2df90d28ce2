package caravan.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;

/** Changes of the settings of topics and brokers. */
public final class TopicConfigs {

  private TopicConfigs() {}

  /** Sets each name to the value behind it. */
  public static Collection<AlterConfigOp> set(String... namesAndValues) {
    List<AlterConfigOp> all = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.add(
          new AlterConfigOp(
              new ConfigEntry(namesAndValues[i], namesAndValues[i + 1]), AlterConfigOp.OpType.SET));
    }
    return all;
  }
}
