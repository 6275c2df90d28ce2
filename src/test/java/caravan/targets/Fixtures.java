package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.model.Api;
import caravan.model.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** APIs, accounts and an environment that the tests of this package share. */
final class Fixtures {

  /** Environment variables that are set in tests. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "KEY_ID", "AKIDexample",
          "SECRET", "planted-secret-of-the-environment",
          "NUMBER", "1250000000",
          "SIZE", "50",
          "OFF", "false",
          "EMPTY", "",
          "NEWLINE", "planted-secret\n",
          "REGION", "cn-shanghai",
          "ELSEWHERE", "evil.example/");

  /** One line of accounts, so that the line numbers of a test are those one counts. */
  static final String ACCOUNTS =
      "accounts: {tencent: {vendor: tencent_cloud, accountId: \"1\", accessKeyId: id,"
          + " secretAccessKey: planted-secret-1}, alibaba: {vendor: alibaba_cloud, accountId: \"2\","
          + " accessKeyId: id, secretAccessKey: planted-secret-2}, huawei: {vendor: huawei_cloud,"
          + " accountId: \"3\", accessKeyId: id, secretAccessKey: planted-secret-3}, ctyun:"
          + " {vendor: ctyun, accountId: \"4\", accessKeyId: id,"
          + " secretAccessKey: planted-secret-4}}";

  private Fixtures() {}

  /** The five APIs, as far as the reader looks at them. */
  static List<Api> apis() {
    List<Api> apis = new ArrayList<>();
    String tencent = "https://mongodb.intl.tencentcloudapi.com";
    Api clients = api("tencent-mongodb-client-connections", "tencent_cloud", tencent);
    clients.setService("mongodb");
    clients.setResourceType("instance");
    clients.setOperation("DescribeClientConnections");
    clients.setPageSize(1000);
    clients.setMaxPageSize(1000);
    clients.setRequires("region");
    apis.add(clients);
    Api ssl = api("tencent-mongodb-instance-ssl", "tencent_cloud", tencent);
    ssl.setService("mongodb");
    ssl.setResourceType("instance");
    ssl.setOperation("DescribeInstanceSSL");
    ssl.setEvery("1h");
    ssl.setRequires("region");
    apis.add(ssl);
    Api online =
        api("alibaba-sag-online-clients", "alibaba_cloud", "https://smartag.{region}.aliyuncs.com");
    online.setService("smartag");
    online.setResourceType("sag");
    online.setOperation("DescribeUserOnlineClients");
    online.setRequires("users");
    apis.add(online);
    Api vpn =
        api("huawei-vpn-p2c-connections", "huawei_cloud", "https://vpn.{region}.myhuaweicloud.com");
    vpn.setService("vpn");
    vpn.setResourceType("p2c-vpn-gateway");
    vpn.setOperation("QueryP2CVPNConnections");
    vpn.setMaxPageSize(200);
    vpn.setRequires("region, projectId");
    apis.add(vpn);
    Api accounts = api("ctyun-mongodb-accounts", "ctyun", "https://mongodb-global.ctapi.ctyun.cn");
    accounts.setService("dds");
    accounts.setResourceType("instance");
    accounts.setOperation("describeAccounts");
    accounts.setPageSize(100);
    accounts.setMaxPageSize(100);
    accounts.setEvery("5m");
    apis.add(accounts);
    return apis;
  }

  private static Api api(String id, String vendor, String endpoint) {
    Api api = new Api();
    api.setId(id);
    api.setVendor(vendor);
    api.setEndpoint(endpoint);
    return api;
  }

  /** A reader with the APIs and the environment of tests. */
  static TargetsReader reader() {
    return new TargetsReader(apis(), ENVIRONMENT::get);
  }

  /** A file {@code targets.yaml} with this text. */
  static Document document(String text) {
    return document("targets.yaml", text);
  }

  static Document document(String name, String text) {
    return new Document(name, Path.of("").toAbsolutePath(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Targets of a correct file. */
  static List<Target> targets(String text) throws TargetsException {
    return reader().read(List.of(document(text)));
  }

  /** Problems of a wrong file. */
  static List<Problem> problems(String text) {
    return problems(List.of(document(text)));
  }

  static List<Problem> problems(List<Document> documents) {
    return assertThrows(TargetsException.class, () -> reader().read(documents)).problems();
  }

  /** Problems as text, one per line. */
  static String message(String text) {
    return assertThrows(TargetsException.class, () -> reader().read(List.of(document(text))))
        .getMessage();
  }
}
