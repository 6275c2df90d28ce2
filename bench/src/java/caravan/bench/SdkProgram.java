package caravan.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.vpn.v5.VpnClient;
import com.huaweicloud.sdk.vpn.v5.model.Connection;
import com.huaweicloud.sdk.vpn.v5.model.ListP2cVgwConnectionsRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What is written in an afternoon with the vendor's SDK: its typed client, a tree of JSON for each
 * row, and each record sent and waited for before the next. The event says less than the product's:
 * no hashes, no deterministic id, no verdict.
 */
final class SdkProgram implements Peer.Program {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final VpnClient client;
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;

  private SdkProgram(String brokers, String endpoint, String topic) {
    this.topic = topic;
    this.client =
        VpnClient.newBuilder()
            .withCredential(
                new BasicCredentials()
                    .withAk("HWAKEXAMPLE000000000")
                    .withSk("HWSKEXAMPLE0000000000000000000000000000")
                    .withProjectId(PipelineBench.PROJECT))
            .withHttpConfig(HttpConfig.getDefaultHttpConfig())
            .withEndpoints(List.of(endpoint))
            .build();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Entry point.
   *
   * @param arguments brokers, endpoint of the server, topic
   */
  public static void main(String[] arguments) throws Exception {
    Peer.quiet();
    Peer.serve(new SdkProgram(arguments[0], arguments[1], arguments[2]));
  }

  @Override
  public int read(String gateway) throws Exception {
    List<Connection> connections =
        client
            .listP2cVgwConnections(new ListP2cVgwConnectionsRequest().withP2cVgwId(gateway))
            .getConnections();
    Instant now = Instant.now();
    for (Connection one : connections) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, gateway, JSON.writeValueAsBytes(event(gateway, one, now))))
          .get();
    }
    return connections.size();
  }

  private static ObjectNode event(String gateway, Connection one, Instant now) {
    ObjectNode event = JSON.createObjectNode();
    event.put("id", UUID.randomUUID().toString());
    event.put("kind", "connection.observed");
    event.put("subject", gateway + "/connection/" + one.getConnectionId());
    event.put("event_time", one.getTimestamp().toInstant().toString());
    event.put("observed_at", now.toString());
    event
        .putObject("source")
        .put("vendor", "huawei_cloud")
        .put("service", "vpn")
        .put("region", PipelineBench.REGION)
        .put("project", PipelineBench.PROJECT)
        .put("resource", gateway);
    ObjectNode client = event.putObject("client");
    client.put("address", one.getClientIp());
    client.put("virtual_address", one.getClientVirtualIp());
    client.put("user", one.getClientUserName());
    event
        .putObject("connection")
        .put("vendor_id", one.getConnectionId())
        .put("started_at", one.getConnectionEstablishedTime().toInstant().toString());
    event
        .putObject("traffic")
        .put("bytes_from_client", one.getInboundBytes())
        .put("bytes_to_client", one.getOutboundBytes())
        .put("packets_from_client", one.getInboundPackets())
        .put("packets_to_client", one.getOutboundPackets());
    event.set("raw", JSON.valueToTree(raw(one)));
    return event;
  }

  private static Map<String, Object> raw(Connection one) {
    return Map.of(
        "connection_id", one.getConnectionId(),
        "client_ip", one.getClientIp(),
        "client_virtual_ip", one.getClientVirtualIp(),
        "client_user_name", one.getClientUserName(),
        "inbound_bytes", one.getInboundBytes(),
        "outbound_bytes", one.getOutboundBytes(),
        "inbound_packets", one.getInboundPackets(),
        "outbound_packets", one.getOutboundPackets(),
        "connection_established_time", one.getConnectionEstablishedTime().toString(),
        "timestamp", one.getTimestamp().toString());
  }

  @Override
  public void flush() {
    producer.flush();
  }
}
