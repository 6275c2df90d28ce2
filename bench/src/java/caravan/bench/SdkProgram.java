package caravan.bench;

import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.vpn.v5.VpnClient;
import com.huaweicloud.sdk.vpn.v5.model.Connection;
import com.huaweicloud.sdk.vpn.v5.model.ListP2cVgwConnectionsRequest;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.mongodb.v20190725.MongodbClient;
import com.tencentcloudapi.mongodb.v20190725.models.ClientConnection;
import com.tencentcloudapi.mongodb.v20190725.models.DescribeClientConnectionsRequest;
import com.tencentcloudapi.mongodb.v20190725.models.DescribeClientConnectionsResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What is written in an afternoon with the vendors' SDKs and their samples: Huawei's and Tencent's
 * typed clients, Alibaba's generic one, a tree of JSON for each row, and each record sent and
 * waited for before the next. The event says less than the product's: no hashes, no deterministic
 * id, no verdict.
 */
final class SdkProgram implements Peer.Program {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "EXAMPLE-KEY";
  private static final String SECRET = "EXAMPLE-SECRET";
  private static final long PAGE = 1000;

  /** How the names of lists begin that are read to warm up. */
  static final String WARM_UP = "sdk-warm-up";

  private final VpnClient huawei;
  private final MongodbClient tencent;
  private final com.aliyun.teaopenapi.Client alibaba;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaProducer<String, byte[]> hasty;
  private final String topic;

  private SdkProgram(String brokers, String endpoint, String topic) throws Exception {
    String host = endpoint.replace("http://", "");
    this.topic = topic;
    this.huawei = huawei(endpoint);
    this.tencent = tencent(host);
    this.alibaba = alibaba(host);
    this.producer = producer(Map.of("bootstrap.servers", brokers, "acks", "all"));
    this.hasty = producer(Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 0));
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

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private static VpnClient huawei(String endpoint) {
    return VpnClient.newBuilder()
        .withCredential(
            new BasicCredentials().withAk(KEY).withSk(SECRET).withProjectId(Vendor.PROJECT))
        .withHttpConfig(HttpConfig.getDefaultHttpConfig())
        .withEndpoints(List.of(endpoint))
        .build();
  }

  private static MongodbClient tencent(String host) {
    HttpProfile http = new HttpProfile();
    http.setProtocol("http://");
    http.setEndpoint(host);
    ClientProfile profile = new ClientProfile();
    profile.setHttpProfile(http);
    return new MongodbClient(new Credential(KEY, SECRET), Vendor.REGION, profile);
  }

  private static com.aliyun.teaopenapi.Client alibaba(String host) throws Exception {
    return new com.aliyun.teaopenapi.Client(
        new Config()
            .setAccessKeyId(KEY)
            .setAccessKeySecret(SECRET)
            .setProtocol("HTTP")
            .setEndpoint(host));
  }

  @Override
  public int read(String list) throws Exception {
    return switch (Vendor.of(list)) {
      case HUAWEI -> readHuawei(list);
      case TENCENT -> readTencent(list);
      case ALIBABA -> readAlibaba(list);
    };
  }

  private int readHuawei(String gateway) throws Exception {
    List<Connection> connections =
        huawei
            .listP2cVgwConnections(new ListP2cVgwConnectionsRequest().withP2cVgwId(gateway))
            .getConnections();
    Instant now = Instant.now();
    for (Connection one : connections) {
      send(gateway, event(gateway, one, now));
    }
    return connections.size();
  }

  private int readTencent(String instance) throws Exception {
    DescribeClientConnectionsRequest request = new DescribeClientConnectionsRequest();
    request.setInstanceId(instance);
    request.setLimit(PAGE);
    int rows = 0;
    long total = 1;
    while (rows < total) {
      request.setOffset((long) rows);
      DescribeClientConnectionsResponse page = tencent.DescribeClientConnections(request);
      Instant now = Instant.now();
      for (ClientConnection one : page.getClients()) {
        send(instance, event(instance, one, now));
      }
      rows += page.getClients().length;
      total = page.getClients().length == 0 ? 0 : page.getTotalCount();
    }
    return rows;
  }

  private int readAlibaba(String gateway) throws Exception {
    Params call =
        new Params()
            .setAction("DescribeUserOnlineClients")
            .setVersion("2018-03-13")
            .setProtocol("HTTP")
            .setMethod("POST")
            .setAuthType("AK")
            .setStyle("RPC")
            .setPathname("/")
            .setReqBodyType("json")
            .setBodyType("json");
    OpenApiRequest request =
        new OpenApiRequest()
            .setQuery(
                Map.of("RegionId", Vendor.REGION, "SmartAGId", gateway, "UserName", Vendor.USER));
    Map<?, ?> body = (Map<?, ?>) alibaba.callApi(call, request, new RuntimeOptions()).get("body");
    List<?> clients = (List<?>) ((Map<?, ?>) body.get("Users")).get("User");
    Instant now = Instant.now();
    for (Object one : clients) {
      send(gateway, event(gateway, (Map<?, ?>) one, now));
    }
    return clients.size();
  }

  private void send(String list, ObjectNode event) throws Exception {
    // The default settings wait 5 ms for more records, ten times as long as everything else takes.
    // Without that wait the warm-up reads enough rows for Java to compile what runs often.
    boolean warmUp = list.startsWith(WARM_UP);
    (warmUp ? hasty : producer)
        .send(new ProducerRecord<>(topic, list, JSON.writeValueAsBytes(event)))
        .get();
  }

  private static ObjectNode event(String gateway, Connection one, Instant now) {
    ObjectNode event =
        event("huawei_cloud", "vpn", gateway, "connection/" + one.getConnectionId(), now);
    event.put("event_time", one.getTimestamp().toInstant().toString());
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

  private static ObjectNode event(String instance, ClientConnection one, Instant now) {
    ObjectNode event = event("tencent_cloud", "mongodb", instance, "client/" + one.getIP(), now);
    event.putObject("client").put("address", one.getIP()).put("internal", one.getInternalService());
    event.putObject("connection").put("count", one.getCount());
    Map<String, Object> raw = new LinkedHashMap<>();
    raw.put("IP", one.getIP());
    raw.put("Count", one.getCount());
    raw.put("InternalService", one.getInternalService());
    event.set("raw", JSON.valueToTree(raw));
    return event;
  }

  private static ObjectNode event(String gateway, Map<?, ?> one, Instant now) {
    String address = (String) one.get("ClientIp");
    Instant start = Instant.ofEpochSecond(Long.parseLong((String) one.get("OnlineTime")));
    ObjectNode event = event("alibaba_cloud", "smartag", gateway, "client/" + address, now);
    event.putObject("client").put("address", address).put("user", Vendor.USER);
    event.putObject("connection").put("started_at", start.toString());
    event.set("raw", JSON.valueToTree(one));
    return event;
  }

  private static ObjectNode event(
      String vendor, String service, String resource, String rest, Instant now) {
    ObjectNode event = JSON.createObjectNode();
    event.put("id", UUID.randomUUID().toString());
    event.put("kind", "connection.observed");
    event.put("subject", resource + "/" + rest);
    event.put("observed_at", now.toString());
    event
        .putObject("source")
        .put("vendor", vendor)
        .put("service", service)
        .put("region", Vendor.REGION)
        .put("resource", resource);
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
