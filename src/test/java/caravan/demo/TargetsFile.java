package caravan.demo;

import caravan.model.Credential;
import caravan.simulator.Clouds;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The {@code targets.yaml} of the demo: all five APIs, credentials by environment variable. */
final class TargetsFile {

  private TargetsFile() {}

  /** Environment variables that the file refers to. */
  static Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    put(variables, "TENCENT", Clouds.TENCENT_CREDENTIAL);
    put(variables, "ALIBABA", Clouds.ALIBABA_CREDENTIAL);
    put(variables, "HUAWEI", Clouds.HUAWEI_CREDENTIAL);
    put(variables, "CTYUN", Clouds.CTYUN_CREDENTIAL);
    return variables;
  }

  private static void put(Map<String, String> variables, String prefix, Credential credential) {
    variables.put(prefix + "_ACCESS_KEY_ID", credential.accessKeyId());
    variables.put(prefix + "_SECRET_ACCESS_KEY", credential.secretAccessKey());
  }

  /**
   * The file's text.
   *
   * @param endpoint URL of the simulated clouds
   * @param clouds simulated clouds, for their account ids
   */
  static String text(String endpoint, Clouds clouds) {
    return "accounts:\n"
        + account("tencent", "tencent_cloud", clouds.tencent().id(), endpoint)
        + account("alibaba", "alibaba_cloud", clouds.alibaba().id(), endpoint)
        + account("huawei", "huawei_cloud", clouds.huawei().id(), endpoint)
        + account("ctyun", "ctyun", clouds.ctyun().id(), endpoint)
        + """
        targets:
          - api: tencent-mongodb-client-connections
            account: tencent
            region: ap-singapore
            resources: [%s, %s]
            every: 5s
          - api: tencent-mongodb-instance-ssl
            account: tencent
            region: ap-singapore
            resources: [%s, %s]
            every: 10s
          - api: alibaba-sag-online-clients
            account: alibaba
            region: cn-shanghai
            resources: [%s]
            users: [%s]
            every: 5s
          - api: huawei-vpn-p2c-connections
            account: huawei
            region: cn-north-4
            projectId: %s
            resources: [%s, %s]
            every: 5s
          - api: ctyun-mongodb-accounts
            account: ctyun
            region: ""
            resources: [%s, %s]
            every: 10s
        """
            .formatted(
                Clouds.TENCENT_INSTANCES.get(0),
                Clouds.TENCENT_INSTANCES.get(1),
                Clouds.TENCENT_INSTANCES.get(0),
                Clouds.TENCENT_INSTANCES.get(1),
                Clouds.ALIBABA_GATEWAYS.get(0),
                String.join(", ", Clouds.ALIBABA_USERS),
                Clouds.HUAWEI_PROJECT,
                Clouds.HUAWEI_GATEWAYS.get(0),
                Clouds.HUAWEI_GATEWAYS.get(1),
                Clouds.CTYUN_INSTANCES.get(0),
                Clouds.CTYUN_INSTANCES.get(1));
  }

  private static String account(String name, String vendor, String id, String endpoint) {
    String prefix = name.toUpperCase(Locale.ROOT);
    return """
      %s:
        vendor: %s
        accountId: "%s"
        accessKeyId: ${%s_ACCESS_KEY_ID}
        secretAccessKey: ${%s_SECRET_ACCESS_KEY}
        endpoint: %s
    """
        .formatted(name, vendor, id, prefix, prefix, endpoint);
  }
}
