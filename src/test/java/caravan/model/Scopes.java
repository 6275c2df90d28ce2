package caravan.model;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The five APIs of the product and scopes of them, for tests. All credentials are made up. */
public final class Scopes {

  private static final Map<String, Supplier<Api>> APIS =
      Map.of(
          "tencent-mongodb-client-connections", Scopes::tencentClientConnections,
          "tencent-mongodb-instance-ssl", Scopes::tencentInstanceSsl,
          "alibaba-sag-online-clients", Scopes::alibabaOnlineClients,
          "huawei-vpn-p2c-connections", Scopes::huaweiP2cConnections,
          "ctyun-mongodb-accounts", Scopes::ctyunAccounts);

  private Scopes() {}

  /**
   * A scope with every setting at its default.
   *
   * @param apiId one of the five API ids
   * @param accountId vendor's account id, or null
   * @param region region, or empty
   * @param projectId project, or null
   * @param resourceId resource
   * @param user user, or null where the API lists all
   */
  public static Scope of(
      String apiId,
      String accountId,
      String region,
      String projectId,
      String resourceId,
      String user) {
    return of(apiId, accountId, region, projectId, resourceId, user, ZoneOffset.ofHours(8));
  }

  /** A scope whose zoneless vendor times are in a given zone. */
  public static Scope of(
      String apiId,
      String accountId,
      String region,
      String projectId,
      String resourceId,
      String user,
      ZoneOffset assumedZone) {
    Api api = api(apiId);
    Account account =
        new Account(
            "test",
            api.vendor(),
            accountId,
            null,
            () -> new Credential("test-key-id", "test-secret", null));
    Target target =
        new Target(
            api,
            account,
            region,
            projectId,
            List.of(resourceId),
            user == null ? List.of() : List.of(user),
            Duration.ofSeconds(60),
            api.pageSize(),
            null,
            Set.of(),
            assumedZone,
            null,
            3,
            Duration.ofMinutes(5),
            null,
            true);
    return new Scope(target, resourceId, user);
  }

  /** A new data sheet of an API. */
  public static Api api(String id) {
    return APIS.get(id).get();
  }

  /** The id of the API whose operation this is. */
  public static String idOf(String operation) {
    return APIS.keySet().stream()
        .filter(id -> api(id).operation().equals(operation))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(operation));
  }

  private static Api tencentClientConnections() {
    Api api = tencent("tencent-mongodb-client-connections", "DescribeClientConnections");
    api.setFamily(Api.Family.CONNECTION);
    api.setRequestsPerSecond(5);
    api.setPaging(Api.Paging.OFFSET);
    api.setPageSize(1000);
    api.setMaxPageSize(1000);
    api.setItems("Response.Clients");
    api.setTotal("Response.TotalCount");
    return api;
  }

  private static Api tencentInstanceSsl() {
    Api api = tencent("tencent-mongodb-instance-ssl", "DescribeInstanceSSL");
    api.setFamily(Api.Family.ENDPOINT);
    api.setRequestsPerSecond(20);
    api.setItems("Response");
    api.setSingle(true);
    api.setOmit("RequestId, Error");
    return api;
  }

  private static Api tencent(String id, String operation) {
    Api api = api(id, "tencent_cloud", "Tencent Cloud", "mongodb", "TencentDB for MongoDB");
    api.setOperation(operation);
    api.setVersion("2019-07-25");
    api.setResourceType("instance");
    api.setEndpoint("https://mongodb.intl.tencentcloudapi.com");
    api.setRequestId("Response.RequestId");
    return api;
  }

  private static Api alibabaOnlineClients() {
    Api api =
        api(
            "alibaba-sag-online-clients",
            "alibaba_cloud",
            "Alibaba Cloud",
            "smartag",
            "Smart Access Gateway");
    api.setFamily(Api.Family.CONNECTION);
    api.setOperation("DescribeUserOnlineClients");
    api.setVersion("2018-03-13");
    api.setResourceType("sag");
    api.setEndpoint("https://smartag.{region}.aliyuncs.com");
    api.setItems("Users.User");
    api.setRequestId("RequestId");
    api.setRequires("region, users");
    return api;
  }

  private static Api huaweiP2cConnections() {
    Api api =
        api(
            "huawei-vpn-p2c-connections",
            "huawei_cloud",
            "Huawei Cloud",
            "vpn",
            "Virtual Private Network");
    api.setFamily(Api.Family.CONNECTION);
    api.setOperation("QueryP2CVPNConnections");
    api.setVersion("v5");
    api.setResourceType("p2c-vpn-gateway");
    api.setEndpoint("https://vpn.{region}.myhuaweicloud.com");
    api.setPath("/v5/{projectId}/p2c-vpn-gateways/{resource}/connections");
    api.setPaging(Api.Paging.OFFSET);
    api.setMaxPageSize(200);
    api.setMaxOffset(3000);
    api.setItems("connections");
    api.setTotal("total_count");
    api.setRequestId("request_id");
    api.setRequires("region, projectId");
    return api;
  }

  private static Api ctyunAccounts() {
    Api api = api("ctyun-mongodb-accounts", "ctyun", "CTyun", "dds", "Document Database Service");
    api.setFamily(Api.Family.ACCOUNT);
    api.setOperation("describeAccounts");
    api.setVersion("v1");
    api.setResourceType("instance");
    api.setEndpoint("https://mongodb-global.ctapi.ctyun.cn");
    api.setEndpointStated(false);
    api.setPath("/v1/accountsOpenApi/describeAccounts");
    api.setPaging(Api.Paging.NUMBER);
    api.setPageSize(100);
    api.setMaxPageSize(100);
    api.setItems("returnObj.list");
    api.setTotal("returnObj.total");
    api.setPages("returnObj.pages");
    return api;
  }

  private static Api api(
      String id, String vendor, String vendorName, String service, String product) {
    Api api = new Api();
    api.setId(id);
    api.setVendor(vendor);
    api.setVendorName(vendorName);
    api.setService(service);
    api.setProduct(product);
    return api;
  }
}
