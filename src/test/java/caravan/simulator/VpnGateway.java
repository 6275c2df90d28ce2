package caravan.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A Huawei point-to-client VPN gateway: its connections and their counters. */
public final class VpnGateway {

  /**
   * One connection of a client. Inbound is what enters the cloud.
   *
   * @param id UUID
   * @param virtualIp address inside the tunnel, possibly masked
   * @param ip address of the client, possibly masked
   * @param user user name
   * @param inboundPackets packets from the client
   * @param outboundPackets packets to the client
   * @param inboundBytes bytes from the client
   * @param outboundBytes bytes to the client
   * @param established when the connection began
   * @param measured time of the counters
   */
  public record VpnConnection(
      String id,
      String virtualIp,
      String ip,
      String user,
      long inboundPackets,
      long outboundPackets,
      long inboundBytes,
      long outboundBytes,
      Instant established,
      Instant measured) {

    /**
     * A connection that has carried nothing yet.
     *
     * @param id UUID
     * @param virtualIp address inside the tunnel
     * @param ip address of the client
     * @param user user name
     * @param established when the connection began
     */
    public static VpnConnection fresh(
        String id, String virtualIp, String ip, String user, Instant established) {
      return new VpnConnection(id, virtualIp, ip, user, 0, 0, 0, 0, established, established);
    }

    /**
     * This connection after more traffic, in packets of at most 1,400 bytes.
     *
     * @param inbound bytes more from the client
     * @param outbound bytes more to the client
     * @param at when it was measured
     */
    public VpnConnection carried(long inbound, long outbound, Instant at) {
      return new VpnConnection(
          id,
          virtualIp,
          ip,
          user,
          inboundPackets + packets(inbound),
          outboundPackets + packets(outbound),
          inboundBytes + inbound,
          outboundBytes + outbound,
          established,
          at);
    }

    private static long packets(long bytes) {
      return (bytes + 1399) / 1400;
    }
  }

  private final String projectId;
  private final Map<String, VpnConnection> connections = new LinkedHashMap<>();

  /**
   * An idle gateway.
   *
   * @param projectId project it belongs to
   */
  public VpnGateway(String projectId) {
    this.projectId = projectId;
  }

  /** Project the gateway belongs to. */
  public String projectId() {
    return projectId;
  }

  /**
   * Adds or replaces a connection.
   *
   * @param connection connection
   */
  public synchronized VpnGateway connect(VpnConnection connection) {
    connections.put(connection.id(), connection);
    return this;
  }

  /**
   * Ends a connection.
   *
   * @param id connection id
   */
  public synchronized void disconnect(String id) {
    connections.remove(id);
  }

  /**
   * Changes a connection in place.
   *
   * @param id connection id
   * @param change new state from the present one
   * @return whether there is such a connection
   */
  public synchronized boolean change(String id, UnaryOperator<VpnConnection> change) {
    return connections.computeIfPresent(id, (unused, present) -> change.apply(present)) != null;
  }

  /** Connections in the order they came. */
  public synchronized List<VpnConnection> connections() {
    return new ArrayList<>(connections.values());
  }
}
