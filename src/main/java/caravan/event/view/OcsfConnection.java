package caravan.event.view;

import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Event;
import caravan.event.Traffic;
import caravan.event.view.OcsfObservables.ObservableType;
import java.time.Instant;

/**
 * Connections in OCSF: classes 4001 and, for tunnels, 4014. The client is the source of the traffic
 * and the resource its destination, so that {@code bytes_out} is what the client sent.
 */
final class OcsfConnection {

  private OcsfConnection() {}

  static void write(
      Event event, ConnectionFacts facts, ViewDocument ocsf, OcsfObservables observables) {
    boolean tunnel = SharedFields.isGateway(event);
    writeClient(address(facts.client()), ocsf, observables);
    writeResource(event, ocsf, observables);
    writeConnection(facts, tunnel, ocsf.in("connection_info"));
    if (tunnel) {
      writeTunnel(facts, ocsf, observables);
    } else {
      ocsf.put("is_src_dst_assignment_known", true);
    }
    if (facts.traffic() != null) {
      writeTraffic(event, facts, ocsf);
    }
  }

  private static Address address(Client client) {
    return client == null ? null : client.address();
  }

  /** Whether an attribute for IP addresses can say it; the others are carried unmapped. */
  static boolean isPlain(Address address) {
    return address != null && address.ip() != null && address.zone() == null;
  }

  private static void writeClient(Address address, ViewDocument ocsf, OcsfObservables observables) {
    if (isPlain(address)) {
      ocsf.in("src_endpoint").put("ip", address.ip()).put("port", address.port());
      observables.add(ObservableType.IP, "src_endpoint.ip", address.ip());
    }
  }

  private static void writeResource(Event event, ViewDocument ocsf, OcsfObservables observables) {
    ocsf.in("dst_endpoint")
        .put("uid", event.scope().resourceId())
        .put("svc_name", event.scope().api().source().service())
        .put("type", SharedFields.resourceKind(event))
        .put("type_id", 99);
    observables.add(ObservableType.ENDPOINT, "dst_endpoint.uid", event.scope().resourceId());
  }

  private static void writeConnection(ConnectionFacts facts, boolean tunnel, ViewDocument info) {
    Connection connection = facts.connection();
    Address address = address(facts.client());
    // Who opened a database connection is not stated; a remote-access tunnel is opened by the user.
    info.put("direction_id", tunnel ? 1 : 0)
        .put("direction", tunnel ? "Inbound" : "Unknown")
        .put("protocol_ver_id", address == null ? null : address.version())
        .put("uid", connection.vendorId());
    if (!tunnel) {
      info.in("session").put("count", SharedFields.count(connection));
    }
  }

  private static void writeTunnel(
      ConnectionFacts facts, ViewDocument ocsf, OcsfObservables observables) {
    Connection connection = facts.connection();
    ocsf.put("tunnel_type", "Unknown").put("tunnel_type_id", 0);
    ocsf.in("session")
        .put("uid", connection.vendorId())
        .put("created_time", millis(connection.startedAt()))
        .put("is_remote", true)
        .put("is_vpn", true);
    Client client = facts.client();
    if (client != null && isPlain(client.virtualAddress())) {
      String ip = client.virtualAddress().ip();
      ocsf.in("tunnel_interface").put("ip", ip).put("type", "Tunnel").put("type_id", 4);
      observables.add(ObservableType.IP, "tunnel_interface.ip", ip);
    }
    if (client != null && client.user() != null) {
      ocsf.in("user").put("name", client.user().name());
      observables.add(ObservableType.USER_NAME, "user.name", client.user().name());
    }
  }

  private static void writeTraffic(Event event, ConnectionFacts facts, ViewDocument ocsf) {
    Traffic traffic = facts.traffic();
    writeCounters(traffic.total(), ocsf.in("cumulative_traffic"))
        .put("start_time", millis(facts.connection().startedAt()))
        .put("end_time", millis(traffic.measuredAt()));
    if (traffic.delta() != null) {
      Instant until = traffic.measuredAt() == null ? event.observedAt() : traffic.measuredAt();
      writeCounters(traffic.delta(), ocsf.in("traffic"))
          .put("start_time", millis(traffic.since()))
          .put("end_time", millis(until));
    }
  }

  private static ViewDocument writeCounters(Traffic.Counters counters, ViewDocument out) {
    return out.put("bytes_out", counters.bytesFromClient())
        .put("bytes_in", counters.bytesToClient())
        .put("bytes", SharedFields.sum(counters.bytesFromClient(), counters.bytesToClient()))
        .put("packets_out", counters.packetsFromClient())
        .put("packets_in", counters.packetsToClient())
        .put("packets", SharedFields.sum(counters.packetsFromClient(), counters.packetsToClient()));
  }

  private static Long millis(Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }
}
