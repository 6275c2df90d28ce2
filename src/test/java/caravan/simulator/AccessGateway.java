package caravan.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An Alibaba Smart Access Gateway: users and their online clients. */
public final class AccessGateway extends Resource {

  private static final String ONLINE = "DescribeUserOnlineClients";

  /**
   * One online client.
   *
   * @param ip address as the vendor writes it, possibly masked
   * @param onlineSince whole seconds
   */
  public record OnlineClient(String ip, Instant onlineSince) {}

  /**
   * Adds a user with nobody online; does nothing for a known user.
   *
   * @param name user name
   */
  public AccessGateway user(String name) {
    list(ONLINE, name);
    return this;
  }

  /**
   * A client of a user comes online.
   *
   * @param name user name
   * @param ip client address
   * @param since when, cut to seconds
   */
  public AccessGateway online(String name, String ip, Instant since) {
    String seconds = Long.toString(since.getEpochSecond());
    put(
        ONLINE,
        name,
        ip + " " + seconds + " " + clients(name).size(),
        Json.object().put("ClientIp", ip).put("OnlineTime", seconds));
    return this;
  }

  /**
   * All clients of a user with this address go offline.
   *
   * @param name user name
   * @param ip client address
   */
  public synchronized void offline(String name, String ip) {
    List<OnlineClient> clients = clients(name);
    clear(ONLINE, name);
    clients.stream()
        .filter(client -> !client.ip().equals(ip))
        .forEach(client -> online(name, client.ip(), client.onlineSince()));
  }

  /** Names of the known users, sorted. */
  public Set<String> users() {
    return new TreeSet<>(members(ONLINE));
  }

  /**
   * Online clients of a user; an unknown user has none.
   *
   * @param name user name
   */
  public List<OnlineClient> clients(String name) {
    return rows(ONLINE, name).stream()
        .map(
            row ->
                new OnlineClient(
                    row.get("ClientIp").textValue(),
                    Instant.ofEpochSecond(Long.parseLong(row.get("OnlineTime").textValue()))))
        .toList();
  }
}
