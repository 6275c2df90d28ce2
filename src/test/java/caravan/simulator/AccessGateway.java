package caravan.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An Alibaba Smart Access Gateway: users and their online clients. */
public final class AccessGateway {

  /**
   * One online client.
   *
   * @param ip address as the vendor writes it, possibly masked
   * @param onlineSince whole seconds
   */
  public record OnlineClient(String ip, Instant onlineSince) {}

  private final Map<String, List<OnlineClient>> users = new LinkedHashMap<>();

  /**
   * Adds a user with nobody online; does nothing for a known user.
   *
   * @param name user name
   */
  public synchronized AccessGateway user(String name) {
    users.computeIfAbsent(name, unused -> new ArrayList<>());
    return this;
  }

  /**
   * A client of a user comes online.
   *
   * @param name user name
   * @param ip client address
   * @param since when, cut to seconds
   */
  public synchronized AccessGateway online(String name, String ip, Instant since) {
    user(name);
    users.get(name).add(new OnlineClient(ip, Instant.ofEpochSecond(since.getEpochSecond())));
    return this;
  }

  /**
   * All clients of a user with this address go offline.
   *
   * @param name user name
   * @param ip client address
   */
  public synchronized void offline(String name, String ip) {
    users.getOrDefault(name, List.of()).removeIf(client -> client.ip().equals(ip));
  }

  /** Names of the known users, sorted. */
  public synchronized Set<String> users() {
    return new TreeSet<>(users.keySet());
  }

  /**
   * Online clients of a user; an unknown user has none.
   *
   * @param name user name
   */
  public synchronized List<OnlineClient> clients(String name) {
    return new ArrayList<>(users.getOrDefault(name, List.of()));
  }
}
