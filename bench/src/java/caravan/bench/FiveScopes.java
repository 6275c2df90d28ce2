package caravan.bench;

import caravan.broker.Broker;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A small installation: one scope of each API, a broker and a simulator in this process. */
final class FiveScopes implements AutoCloseable {

  static final int PARTITIONS = 12;

  private static final String MEBIBYTES_8 = "8388608";
  private static final String DAYS_7 = "604800000";
  private static final String DAYS_14 = "1209600000";
  private static final String DAYS_30 = "2592000000";

  private final Broker broker;
  private final Simulator simulator;
  private final Path targets;

  FiveScopes() throws IOException {
    broker = Broker.start();
    simulator = Simulator.start();
    targets = Files.createTempFile("caravan-bench-", ".yaml");
    Files.writeString(targets, targets(simulator.endpoint()));
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The settings that an installation with this prefix has. */
  Map<String, String> settings(String prefix) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.targets", "file:" + targets);
    settings.put("caravan.topics.prefix", prefix);
    settings.put("quarkus.management.host", "127.0.0.1");
    return settings;
  }

  /** The simulator's credentials. */
  static Map<String, String> environment() {
    return Map.of(
        "TENCENT_ID", Clouds.TENCENT_CREDENTIAL.accessKeyId(),
        "TENCENT_KEY", Clouds.TENCENT_CREDENTIAL.secretAccessKey(),
        "ALIBABA_ID", Clouds.ALIBABA_CREDENTIAL.accessKeyId(),
        "ALIBABA_KEY", Clouds.ALIBABA_CREDENTIAL.secretAccessKey(),
        "HUAWEI_ID", Clouds.HUAWEI_CREDENTIAL.accessKeyId(),
        "HUAWEI_KEY", Clouds.HUAWEI_CREDENTIAL.secretAccessKey(),
        "CTYUN_ID", Clouds.CTYUN_CREDENTIAL.accessKeyId(),
        "CTYUN_KEY", Clouds.CTYUN_CREDENTIAL.secretAccessKey());
  }

  /** Makes the topics as the product does, so that a start finds them. */
  void createTopics(String prefix) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  topic(prefix + ".events.v1", "delete", "retention.ms", DAYS_14),
                  topic(prefix + ".dlq.v1", "delete", "retention.ms", DAYS_30),
                  topic(prefix + ".state.v1", "compact", "delete.retention.ms", DAYS_7),
                  topic(prefix + ".checkpoints.v1", "compact", "max.message.bytes", MEBIBYTES_8)))
          .all()
          .get();
    }
  }

  private static NewTopic topic(String name, String cleanUp, String setting, String value) {
    return new NewTopic(name, PARTITIONS, (short) 1)
        .configs(Map.of("cleanup.policy", cleanUp, setting, value));
  }

  private static String targets(String endpoint) {
    return """
        accounts:
          tencent: {vendor: tencent_cloud, accountId: "1250000000", accessKeyId: "${TENCENT_ID}", secretAccessKey: "${TENCENT_KEY}", endpoint: "ENDPOINT"}
          alibaba: {vendor: alibaba_cloud, accountId: "1234567890123456", accessKeyId: "${ALIBABA_ID}", secretAccessKey: "${ALIBABA_KEY}", endpoint: "ENDPOINT"}
          huawei: {vendor: huawei_cloud, accountId: 0a1b2c3d4e5f60718293a4b5c6d7e8f9, accessKeyId: "${HUAWEI_ID}", secretAccessKey: "${HUAWEI_KEY}", endpoint: "ENDPOINT"}
          ctyun: {vendor: ctyun, accountId: ct-000001, accessKeyId: "${CTYUN_ID}", secretAccessKey: "${CTYUN_KEY}", endpoint: "ENDPOINT"}
        targets:
          - {api: tencent-mongodb-client-connections, account: tencent, region: ap-singapore, resources: ["TENCENT"], every: 60s}
          - {api: tencent-mongodb-instance-ssl, account: tencent, region: ap-singapore, resources: ["TENCENT"], every: 60s}
          - {api: alibaba-sag-online-clients, account: alibaba, region: cn-shanghai, resources: ["ALIBABA"], users: ["USER"], every: 60s}
          - {api: huawei-vpn-p2c-connections, account: huawei, region: cn-north-4, projectId: "PROJECT", resources: ["HUAWEI"], every: 60s}
          - {api: ctyun-mongodb-accounts, account: ctyun, resources: ["CTYUN"], every: 60s}
        """
        .replace("\"ENDPOINT\"", '"' + endpoint + '"')
        .replace("\"TENCENT\"", '"' + Clouds.TENCENT_INSTANCES.get(0) + '"')
        .replace("\"ALIBABA\"", '"' + Clouds.ALIBABA_GATEWAYS.get(0) + '"')
        .replace("\"USER\"", '"' + Clouds.ALIBABA_USERS.get(0) + '"')
        .replace("\"PROJECT\"", '"' + Clouds.HUAWEI_PROJECT + '"')
        .replace("\"HUAWEI\"", '"' + Clouds.HUAWEI_GATEWAYS.get(0) + '"')
        .replace("\"CTYUN\"", '"' + Clouds.CTYUN_INSTANCES.get(0) + '"');
  }

  @Override
  public void close() throws IOException {
    simulator.close();
    broker.close();
    Files.deleteIfExists(targets);
  }
}
