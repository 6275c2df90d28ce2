package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.model.Api;
import caravan.model.RoleSources;
import caravan.model.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
          + " secretAccessKey: planted-secret-1}, alibaba: {vendor: alibaba_cloud, accountId:"
          + " \"2\", accessKeyId: id, secretAccessKey: planted-secret-2}, huawei: {vendor:"
          + " huawei_cloud, accountId: \"3\", accessKeyId: id, secretAccessKey: planted-secret-3},"
          + " ctyun: {vendor: ctyun, accountId: \"4\", accessKeyId: id, secretAccessKey:"
          + " planted-secret-4}}";

  private Fixtures() {}

  /** The five APIs, as far as the reader looks at them. */
  static List<Api> apis() {
    String tencent = "https://mongodb.intl.tencentcloudapi.com";
    return List.of(
        api(
            "tencent-mongodb-client-connections",
            source("tencent_cloud", "mongodb", "instance", "DescribeClientConnections"),
            request(tencent, "60s", "region"),
            1000,
            1000),
        api(
            "tencent-mongodb-instance-ssl",
            source("tencent_cloud", "mongodb", "instance", "DescribeInstanceSSL"),
            request(tencent, "1h", "region"),
            0,
            0),
        api(
            "alibaba-sag-online-clients",
            source("alibaba_cloud", "smartag", "sag", "DescribeUserOnlineClients"),
            request("https://smartag.{region}.aliyuncs.com", "60s", "users"),
            0,
            0),
        api(
            "huawei-vpn-p2c-connections",
            source("huawei_cloud", "vpn", "p2c-vpn-gateway", "QueryP2CVPNConnections"),
            request("https://vpn.{region}.myhuaweicloud.com", "60s", "region", "projectId"),
            0,
            200),
        api(
            "ctyun-mongodb-accounts",
            source("ctyun", "dds", "instance", "describeAccounts"),
            request("https://mongodb-global.ctapi.ctyun.cn", "5m"),
            100,
            100));
  }

  private static Api.SourceSheet source(
      String vendor, String service, String resourceType, String operation) {
    return new Api.SourceSheet(
        vendor,
        null,
        service,
        null,
        operation,
        null,
        resourceType,
        null,
        "",
        Api.ResourceKind.DATABASE,
        false);
  }

  static Api.RequestSheet request(String endpoint, String every, String... requires) {
    return new Api.RequestSheet(
        endpoint,
        Map.of(),
        true,
        "/",
        every,
        List.of(requires),
        Map.of(),
        "",
        new Api.PageSheet("", "", "", ""),
        "",
        "");
  }

  static Api api(
      String id, Api.SourceSheet source, Api.RequestSheet request, int pageSize, int maxPageSize) {
    Api.PagingSheet paging =
        new Api.PagingSheet(Api.Paging.NONE, pageSize, 1, maxPageSize, Integer.MAX_VALUE, "");
    return new Api(
        id, null, "", "", source, request, paging, new Api.LimitsSheet(0, 0), null, null, Map.of());
  }

  /** A reader with the APIs and the environment of tests. */
  static TargetsReader reader() {
    return new TargetsReader(
        apis(), ENVIRONMENT::get, PlaceholderRules.NONE, RoleSources.NONE, false);
  }

  /** A file {@code targets.yaml} with this text. */
  static Reading.Document document(String text) {
    return document("targets.yaml", text);
  }

  static Reading.Document document(String name, String text) {
    return new Reading.Document(
        name, Path.of("").toAbsolutePath(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Targets of a correct file. */
  static List<Target> targets(String text) throws TargetsException {
    return reader().read(new Reading(List.of(document(text))));
  }

  /** Problems of a wrong file. */
  static List<Problem> problems(String text) {
    return problems(List.of(document(text)));
  }

  static List<Problem> problems(List<Reading.Document> documents) {
    return assertThrows(TargetsException.class, () -> reader().read(new Reading(documents)))
        .problems();
  }

  /** Problems as text, one per line. */
  static String message(String text) {
    return assertThrows(TargetsException.class, () -> targets(text)).getMessage();
  }
}
