package caravan.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * One loopback port of a Kafka node.
 *
 * @param name name of the listener
 * @param protocol security protocol
 * @param port port that it listens on
 * @param advertised port that clients are told to use
 */
record Listener(String name, String protocol, int port, int advertised) {

  static final String HOST = "127.0.0.1";

  private static final String PLAIN = "PLAINTEXT";

  /** The one that tests and the other brokers use. */
  static Listener direct(int port) {
    return new Listener(PLAIN, PLAIN, port, port);
  }

  /** One behind each proxy. */
  static List<Listener> behind(int node, KafkaProxy... proxies) {
    List<Listener> all = new ArrayList<>();
    for (int i = 0; i < proxies.length; i++) {
      int own = Broker.freePort();
      all.add(new Listener("PROXY" + i, PLAIN, own, proxies[i].inFrontOf(node, own)));
    }
    return all;
  }

  String bound() {
    return name + "://" + HOST + ":" + port;
  }

  String told() {
    return name + "://" + HOST + ":" + advertised;
  }
}
