package caravan.harsh;

import caravan.broker.KafkaCluster;
import caravan.broker.KafkaProxy;
import caravan.broker.KafkaRequest;
import caravan.product.World;
import caravan.simulator.AccessGateway;
import caravan.simulator.Clouds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One broker of three stops reading for 8 to 25 seconds while the others work: either its clients
 * alone do not get through to it, so that it leads on, or it stands still altogether. Meanwhile
 * crowds of clients come and go, whose polls leave 5 to 50 MB. Batches outlive their time in the
 * producers, which must not send them on to anywhere.
 */
@Tag("thorough")
class SilentBrokerIT {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int MOST = Integer.getInteger("harsh.crowd", 4_000);

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("SilentBrokerIT", 30);

  @Test
  void oneBrokerStopsReading() throws Exception {
    try (KafkaProxy proxy = new KafkaProxy();
        KafkaCluster cluster = KafkaCluster.start(proxy);
        World world = new World(folder, run.seed(), cluster, "ocsf", "ecs")) {
      world.start("anna", Map.of("kafka.bootstrap.servers", proxy.bootstrapServers()));
      run.begin(world);
      Crowd crowd = new Crowd(world.clouds().clouds());
      while (run.goesOn()) {
        int silent = 1 + run.random().nextInt(3);
        crowd.comeOrGo();
        run.leave(0, 1_500);
        if (run.random().nextInt(3) > 0) {
          try (KafkaProxy.Rule rule =
              proxy.on(KafkaRequest.any().and(KafkaRequest.to(silent))).hold()) {
            run.leave(8_000, 25_000);
            run.did("requests held", rule.hits());
          }
          run.did("silent to clients");
        } else {
          cluster.freeze(silent);
          run.leave(8_000, 25_000);
          cluster.thaw(silent);
          run.did("frozen");
        }
        cluster.awaitInSync(SOON);
        run.leave(500, 3_000);
      }
      crowd.leave();
      run.judge(world);
    } finally {
      run.end();
    }
  }

  /** Clients of one user in great number. */
  private final class Crowd {

    private final AccessGateway gateway;
    private final String user = Clouds.ALIBABA_USERS.get(0);
    private boolean there;

    Crowd(Clouds clouds) {
      gateway = clouds.alibaba().resource(Clouds.ALIBABA_GATEWAYS.get(0));
    }

    void comeOrGo() {
      if (there) {
        leave();
      } else {
        come();
      }
    }

    private void come() {
      int count = MOST / 2 + run.random().nextInt(MOST / 2);
      Instant now = Instant.now();
      for (int i = 0; i < count; i++) {
        gateway.online(user, "10.100." + i / 250 + "." + (1 + i % 250), now);
      }
      there = true;
      run.did("clients came", count);
    }

    void leave() {
      List<AccessGateway.OnlineClient> all = gateway.clients(user);
      all.stream()
          .map(AccessGateway.OnlineClient::ip)
          .filter(ip -> ip.startsWith("10.100."))
          .forEach(ip -> gateway.offline(user, ip));
      there = false;
    }
  }
}
