package caravan.simulator;

import caravan.simulator.AccessGateway.OnlineClient;
import caravan.simulator.DocumentDatabase.DatabaseUser;
import caravan.simulator.DocumentDatabase.Role;
import caravan.simulator.MongoInstance.ClientConnections;
import caravan.simulator.MongoInstance.Ssl;
import caravan.simulator.VpnGateway.VpnConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets the first account of each cloud live: connections come, grow and go, users get roles and
 * lose them, TLS is switched. The same seed and the same ticks give the same life; nothing grows
 * without bound.
 */
public final class Life implements AutoCloseable {

  private static final int MAX_CLIENTS = 8;
  private static final int MAX_ONLINE = 2;
  private static final int MAX_CONNECTIONS = 6;
  private static final int MAX_ACCOUNTS = 6;
  private static final List<String> PEOPLE =
      List.of("a.okafor", "j.silva", "m.novak", "s.haddad", "y.tanaka", "1111");
  private static final List<String> SERVICES =
      List.of("billing", "inventory", "reporting", "search", "backup_agent");
  private static final List<Role> ROLES =
      List.of(
          new Role("read", "orders"),
          new Role("readWrite", "orders"),
          new Role("dbAdmin", "inventory"),
          new Role("clusterMonitor", "admin"),
          new Role("userAdminAnyDatabase", "admin"));

  private final Clouds clouds;
  private final Random random;
  private ScheduledExecutorService timer;
  private ScheduledFuture<?> running;

  /**
   * A life that waits for its first tick.
   *
   * @param clouds what lives
   * @param seed decides everything that happens
   */
  public Life(Clouds clouds, long seed) {
    this.clouds = clouds;
    this.random = new Random(seed);
  }

  /**
   * Lets life go on by itself until {@link #close()}.
   *
   * @param every time between ticks
   */
  public synchronized void start(Duration every) {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "simulator-life");
              thread.setDaemon(true);
              return thread;
            });
    running =
        timer.scheduleAtFixedRate(
            () -> tick(Instant.now()), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      running.cancel(true);
      timer.shutdownNow();
    }
  }

  /**
   * One step of everything.
   *
   * @param now time of the step
   */
  public synchronized void tick(Instant now) {
    clouds.tencent().resources().values().forEach(instance -> live(instance, now));
    clouds.alibaba().resources().values().forEach(gateway -> live(gateway, now));
    clouds.huawei().resources().values().forEach(gateway -> live(gateway, now));
    clouds.ctyun().resources().values().forEach(this::live);
    clouds.listed().forEach(list -> list.tick(random, now));
  }

  private void live(MongoInstance instance, Instant now) {
    List<ClientConnections> clients = instance.clients();
    if (clients.size() < MAX_CLIENTS && chance(4)) {
      instance.client("10.20." + random.nextInt(4) + "." + (2 + random.nextInt(250)), 1);
    } else if (clients.size() > 1 && chance(6)) {
      instance.disconnect(one(clients).ip());
    } else if (!clients.isEmpty() && chance(3)) {
      ClientConnections client = one(clients);
      long count = Math.max(1, Math.min(40, client.count() + random.nextInt(7) - 3));
      instance.client(client.ip(), count, client.internal());
    }
    if (chance(24)) {
      boolean on = Integer.valueOf(1).equals(instance.ssl().status());
      String year = Integer.toString(now.atOffset(ZoneOffset.UTC).getYear() + 1);
      instance.ssl(
          on ? Ssl.OFF : new Ssl(1, year + "-05-04 12:13:00", "http://sample.example/cert"));
    }
  }

  private void live(AccessGateway gateway, Instant now) {
    for (String user : gateway.users()) {
      List<OnlineClient> online = gateway.clients(user);
      if (online.size() < MAX_ONLINE && chance(9)) {
        String ip = chance(3) ? "10.**.**.**" : "10.8." + random.nextInt(4) + "." + octet();
        gateway.online(user, ip, now);
      } else if (!online.isEmpty() && chance(9)) {
        gateway.offline(user, one(online).ip());
      }
    }
  }

  private void live(VpnGateway gateway, Instant now) {
    for (VpnConnection connection : gateway.connections()) {
      // Some are idle for a while, so that not every row changes at every poll.
      if (chance(2)) {
        long inbound = random.nextInt(40_000);
        long outbound = random.nextInt(2_000_000);
        gateway.change(connection.id(), present -> present.carried(inbound, outbound, now));
      }
    }
    List<VpnConnection> connections = gateway.connections();
    if (connections.size() < MAX_CONNECTIONS && chance(5)) {
      boolean masked = chance(3);
      gateway.connect(
          VpnConnection.fresh(
              uuid(),
              masked ? "36.***.***." + octet() : "172.20.1." + octet(),
              masked ? "100.***.***." + octet() : "203.0.113." + octet(),
              one(PEOPLE),
              now));
    } else if (connections.size() > 1 && chance(8)) {
      gateway.disconnect(one(connections).id());
    }
  }

  private void live(DocumentDatabase database) {
    List<DatabaseUser> accounts = database.accounts();
    List<DatabaseUser> ordinary =
        accounts.stream().filter(account -> !account.user().equals("root")).toList();
    if (accounts.size() < MAX_ACCOUNTS && chance(14)) {
      String user = one(SERVICES);
      boolean known = accounts.stream().anyMatch(account -> account.user().equals(user));
      if (!known) {
        database.account("admin", user, one(ROLES));
      }
    } else if (ordinary.size() > 1 && chance(20)) {
      DatabaseUser gone = one(ordinary);
      database.remove(gone.database(), gone.user());
    } else if (!ordinary.isEmpty() && chance(9)) {
      database.account(changed(one(ordinary)));
    }
  }

  private DatabaseUser changed(DatabaseUser account) {
    List<Role> roles = new ArrayList<>(account.roles() == null ? List.of() : account.roles());
    Role role = one(ROLES);
    if (!roles.remove(role)) {
      roles.add(role);
    }
    return new DatabaseUser(account.user(), account.database(), roles);
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private int octet() {
    return 2 + random.nextInt(250);
  }

  private String uuid() {
    byte[] name = Long.toString(random.nextLong()).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString();
  }
}
