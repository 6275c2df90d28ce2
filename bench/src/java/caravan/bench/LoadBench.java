package caravan.bench;

import caravan.broker.Broker;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A state of 10⁶ subjects out of Kafka into a heap of 1 GiB. The broker and the filling are this
 * process; each way to load is a process of its own, so that the broker's heap does not count.
 */
final class LoadBench {

  private static final int SUBJECTS = 1_000_000;
  private static final int SCOPES = 100;

  private LoadBench() {}

  static void run() throws Exception {
    Results results = new Results("load");
    try (Broker broker = Broker.start()) {
      double seconds =
          StateTopic.fill(broker.bootstrapServers(), new Connections(SCOPES), SUBJECTS);
      System.out.printf("%,d subjects written in %.1f s%n", SUBJECTS, seconds);
      results.add(measure(PlainLoad.class, broker));
    }
    results.write();
  }

  /** Every way to load is a main class that takes the Kafka address and prints its figures. */
  private static ObjectNode measure(Class<?> load, Broker broker) throws Exception {
    return (ObjectNode) Child.run("1g", load, broker.bootstrapServers());
  }
}
