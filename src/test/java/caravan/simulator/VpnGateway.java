package caravan.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;

/** A Huawei point-to-client VPN gateway: its connections and their counters. */
public final class VpnGateway extends Resource {

  private static final String CONNECTIONS = "QueryP2CVPNConnections";
  private static final DateTimeFormatter MILLISECONDS = utc("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
  private static final DateTimeFormatter SECONDS = utc("yyyy-MM-dd'T'HH:mm:ss'Z'");

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

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

  /**
   * An idle gateway.
   *
   * @param projectId project it belongs to
   */
  public VpnGateway(String projectId) {
    super(projectId);
    list(CONNECTIONS, null);
  }

  /**
   * Adds or replaces a connection.
   *
   * @param connection connection
   */
  public VpnGateway connect(VpnConnection connection) {
    put(CONNECTIONS, null, connection.id(), row(connection));
    return this;
  }

  /**
   * Ends a connection.
   *
   * @param id connection id
   */
  public void disconnect(String id) {
    remove(CONNECTIONS, null, id);
  }

  /**
   * Changes a connection in place.
   *
   * @param id connection id
   * @param change new state from the present one
   * @return whether there is such a connection
   */
  public boolean change(String id, UnaryOperator<VpnConnection> change) {
    return change(CONNECTIONS, null, id, row -> row(change.apply(connection(row))));
  }

  /** Connections in the order they came. */
  public List<VpnConnection> connections() {
    return rows(CONNECTIONS, null).stream().map(VpnGateway::connection).toList();
  }

  private static ObjectNode row(VpnConnection connection) {
    return Json.object()
        .put("connection_id", connection.id())
        .put("client_virtual_ip", connection.virtualIp())
        .put("client_ip", connection.ip())
        .put("client_user_name", connection.user())
        .put("inbound_packets", connection.inboundPackets())
        .put("outbound_packets", connection.outboundPackets())
        .put("inbound_bytes", connection.inboundBytes())
        .put("outbound_bytes", connection.outboundBytes())
        .put("connection_established_time", MILLISECONDS.format(connection.established()))
        .put("timestamp", SECONDS.format(connection.measured()));
  }

  private static VpnConnection connection(ObjectNode row) {
    return new VpnConnection(
        row.get("connection_id").textValue(),
        row.get("client_virtual_ip").textValue(),
        row.get("client_ip").textValue(),
        row.get("client_user_name").textValue(),
        row.get("inbound_packets").longValue(),
        row.get("outbound_packets").longValue(),
        row.get("inbound_bytes").longValue(),
        row.get("outbound_bytes").longValue(),
        Instant.parse(row.get("connection_established_time").textValue()),
        Instant.parse(row.get("timestamp").textValue()));
  }
}
