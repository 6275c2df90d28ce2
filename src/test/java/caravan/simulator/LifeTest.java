package caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.simulator.VpnGateway.VpnConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LifeTest {

  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  @Test
  void sameSeedGivesTheSameLife() {
    assertEquals(lived(7, 200), lived(7, 200));
    assertNotEquals(lived(7, 200), lived(8, 200));
  }

  @Test
  void everythingHappensAndNothingGrowsWithoutBound() {
    Clouds clouds = Clouds.sample(START);
    Life life = new Life(clouds, 1);
    Set<Integer> tls = new HashSet<>();
    Set<String> connections = new HashSet<>();
    Set<String> accounts = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      life.tick(START.plusSeconds(3L * i));
      for (MongoInstance instance : clouds.tencent().resources().values()) {
        tls.add(instance.ssl().status());
        assertTrue(instance.clients().size() <= 8);
        assertTrue(instance.clients().stream().allMatch(c -> c.count() >= 1 && c.count() <= 40));
      }
      for (VpnGateway gateway : clouds.huawei().resources().values()) {
        gateway.connections().forEach(connection -> connections.add(connection.id()));
        assertTrue(gateway.connections().size() <= 6);
      }
      for (DocumentDatabase database : clouds.ctyun().resources().values()) {
        database.accounts().forEach(account -> accounts.add(account.toString()));
        assertTrue(database.accounts().size() <= 6);
        assertEquals("root", database.accounts().get(0).user());
      }
      for (AccessGateway gateway : clouds.alibaba().resources().values()) {
        gateway.users().forEach(user -> assertTrue(gateway.clients(user).size() <= 2));
      }
    }
    assertEquals(Set.of(0, 1), tls);
    assertTrue(connections.size() > 50, () -> connections.size() + " connections");
    assertTrue(accounts.size() > 20, () -> accounts.size() + " accounts");
  }

  @Test
  void countersOfAConnectionOnlyGrow() {
    Clouds clouds = Clouds.sample(START);
    Life life = new Life(clouds, 3);
    Map<String, VpnConnection> before = new HashMap<>();
    int grown = 0;
    for (int i = 0; i < 100; i++) {
      life.tick(START.plusSeconds(3L * i));
      for (VpnConnection now : clouds.huawei().resource(gateway()).connections()) {
        VpnConnection then = before.put(now.id(), now);
        if (then != null) {
          assertTrue(now.inboundBytes() >= then.inboundBytes());
          assertTrue(now.outboundPackets() >= then.outboundPackets());
          grown += now.outboundBytes() > then.outboundBytes() ? 1 : 0;
        }
      }
    }
    assertTrue(grown > 10);
  }

  @Test
  void runsByItselfUntilClosed() {
    Clouds clouds = Clouds.sample(START);
    String before = text(clouds);
    try (Life life = new Life(clouds, 1)) {
      life.start(Duration.ofMillis(10));
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !text(clouds).equals(before));
    }
  }

  private static String gateway() {
    return Clouds.HUAWEI_GATEWAYS.get(0);
  }

  private static String lived(long seed, int ticks) {
    Clouds clouds = Clouds.sample(START);
    Life life = new Life(clouds, seed);
    for (int i = 0; i < ticks; i++) {
      life.tick(START.plusSeconds(i));
    }
    return text(clouds);
  }

  private static String text(Clouds clouds) {
    List<Object> all = new ArrayList<>();
    clouds.tencent().resources().values().forEach(one -> all.add(one.clients() + "" + one.ssl()));
    clouds
        .alibaba()
        .resources()
        .values()
        .forEach(one -> one.users().forEach(user -> all.add(one.clients(user))));
    clouds.huawei().resources().values().forEach(one -> all.add(one.connections()));
    clouds.ctyun().resources().values().forEach(one -> all.add(one.accounts()));
    return all.toString();
  }
}
