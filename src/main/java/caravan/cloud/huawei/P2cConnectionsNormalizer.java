package caravan.cloud.huawei;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.cloud.record.Subjects;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Observation;
import caravan.event.Traffic;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Set;

/**
 * One client connection of a point-to-site VPN gateway, a row of "Querying the Connections of a P2C
 * VPN Gateway".
 *
 * @see <a href="https://support.huaweicloud.com/intl/en-us/api-vpn/vpn_api_0076.html">Vendor
 *     page</a>
 */
@Singleton
@Named("huaweiVpnP2cConnectionsNormalizer")
public final class P2cConnectionsNormalizer implements Normalizer {

  private static final Set<String> DECLARED =
      Set.of(
          "connection_id",
          "client_ip",
          "client_virtual_ip",
          "client_user_name",
          "inbound_packets",
          "outbound_packets",
          "inbound_bytes",
          "outbound_bytes",
          "connection_established_time",
          "timestamp");

  @Override
  public Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    Fields fields = new Fields(vendorRecord, scope, place, DECLARED);
    String id = fields.requiredText("connection_id");
    Instant start = fields.requiredTime("connection_established_time", "connection.started_at");
    return Observation.of(
        Subjects.of(scope, "connection_id", "connection", id),
        start,
        new ConnectionFacts(
            client(fields), Connection.open("single", 1, true, id, start), traffic(fields)),
        fields.quality(),
        fields.raw(),
        place);
  }

  private static Client client(Fields fields) {
    String name = fields.name("client_user_name", "client.user.name");
    return new Client(
        fields.address("client_ip", "client.address", "peer"),
        fields.address("client_virtual_ip", "client.virtual_address", "overlay"),
        name == null ? null : new Client.User(name, "response"),
        null);
  }

  /** Inbound is what enters the cloud, so it comes from the client. */
  private static Traffic traffic(Fields fields) {
    Instant measuredAt = fields.time("timestamp", "traffic.measured_at");
    Traffic.Counters total =
        new Traffic.Counters(
            fields.counter("inbound_bytes", "traffic.total.bytes_from_client"),
            fields.counter("outbound_bytes", "traffic.total.bytes_to_client"),
            fields.counter("inbound_packets", "traffic.total.packets_from_client"),
            fields.counter("outbound_packets", "traffic.total.packets_to_client"));
    return total.isEmpty() ? null : new Traffic(measuredAt, total, null, null);
  }
}
