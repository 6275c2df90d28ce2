package caravan.harsh;

import static caravan.broker.KafkaRequest.byClient;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.KafkaProxy;
import caravan.product.Product;
import caravan.product.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica has four kinds of Kafka clients: the member of the group, a producer for each
 * partition, the reader of states, and the admin. Each is cut off by itself, for half a minute to
 * two, while the others work; or it only hears nothing, while what it says arrives.
 */
@Tag("thorough")
class CutOffClientsIT {

  /** Long enough to lose the group; by hand it takes longer. */
  private static final int SHORTEST_MS = 9_000;

  private static final int LONG_RUN_S = 300;

  /** One client of a replica. */
  private enum Client {
    MEMBER("caravan-member"),
    PRODUCER("world-\\d+"),
    READER("caravan-reader"),
    ADMIN("caravan-admin");

    private final String name;

    Client(String name) {
      this.name = name;
    }
  }

  /** One kind of harm. */
  private record Harm(Client client, boolean hearsNothing) {

    @Override
    public String toString() {
      return client + (hearsNothing ? " hears nothing" : " cut off");
    }
  }

  /** A replica and the network that it has for itself. */
  private record Site(Product product, KafkaProxy network) {}

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("CutOffClientsIT", 35);

  @Test
  void clientsAreCutOffOneByOne() throws Exception {
    try (KafkaProxy one = new KafkaProxy();
        KafkaProxy two = new KafkaProxy();
        Broker broker = Broker.start(one, two);
        World world = new World(folder, run.seed(), broker)) {
      Deque<Site> sites = new ArrayDeque<>();
      sites.add(start(world, "anna", one));
      sites.add(start(world, "boris", two));
      run.begin(world);
      List<Harm> next = new ArrayList<>();
      long hits = 0;
      for (int round = 0; run.goesOn(); round++) {
        if (next.isEmpty()) {
          next.addAll(all());
        }
        Harm harm = next.remove(0);
        Site site = sites.remove();
        KafkaProxy.Choice choice = site.network().on(byClient(harm.client().name));
        KafkaProxy.Rule rule = harm.hearsNothing() ? choice.loseAnswers() : choice.hold();
        if (harm.client() == Client.READER) {
          // Only who takes over reads.
          Site other = sites.remove();
          other.product().kill();
          run.leave(0, 3_000);
          sites.add(start(world, "replica-" + round, other.network()));
        }
        leave();
        rule.lift();
        hits += rule.hits();
        run.did(harm.toString());
        sites.add(site);
        run.leave(2_000, 5_000);
      }
      assertTrue(hits > 0, "nobody was cut off");
      run.judge(world);
    } finally {
      run.end();
    }
  }

  private static Site start(World world, String name, KafkaProxy network) {
    Map<String, String> settings = Map.of("kafka.bootstrap.servers", network.bootstrapServers());
    return new Site(world.start(name, settings), network);
  }

  private void leave() throws InterruptedException {
    boolean longRun = Integer.getInteger("harsh.seconds", 0) >= LONG_RUN_S;
    if (longRun) {
      run.leave((int) Duration.ofSeconds(30).toMillis(), (int) Duration.ofMinutes(2).toMillis());
    } else {
      run.leave(SHORTEST_MS, SHORTEST_MS + 3_000);
    }
  }

  private List<Harm> all() {
    List<Harm> all = new ArrayList<>();
    for (Client client : Client.values()) {
      all.add(new Harm(client, false));
      all.add(new Harm(client, true));
    }
    Collections.shuffle(all, run.random());
    return all;
  }
}
