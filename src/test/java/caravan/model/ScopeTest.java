package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import caravan.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {

  @Test
  void pathNamesTheResourceAndTheListing() {
    // Given
    Scope scope = Fixtures.target(Fixtures.TENCENT).region("ap-singapore").scope();

    // Then
    assertEquals(
        "tencent_cloud/mongodb/1250000000/ap-singapore/instance/res-1", scope.resourceUid());
    assertEquals(
        "tencent_cloud/mongodb/1250000000/ap-singapore/instance/res-1/poll/"
            + "DescribeClientConnections",
        scope.path());
    assertEquals(scope.path(), scope.toString());
  }

  @Test
  void userIsPartOfThePathWhereTheApiListsOne() {
    Scope scope =
        Fixtures.target(Fixtures.ALIBABA).resources("sag/1").users("b\u00f6b smith").scope();
    assertEquals(
        "alibaba_cloud/smartag/1250000000/cn-north-4/sag/sag%2F1/poll/DescribeUserOnlineClients/"
            + "b%C3%B6b%20smith",
        scope.path());
    assertEquals("sag/1", scope.resourceId());
    assertEquals("b\u00f6b smith", scope.member());
  }

  @Test
  void missingRegionIsADash() {
    assertEquals(
        "ctyun/dds/1250000000/-/instance/res-1/poll/describeAccounts",
        Fixtures.scope(Fixtures.CTYUN).path());
  }

  @Test
  void endpointOfTheTargetWinsOverTheAccountsAndTheApis() {
    Fixtures.Draft draft = Fixtures.target(Fixtures.HUAWEI).region("ap-southeast-1");
    assertEquals("vpn.ap-southeast-1.myhuaweicloud.com", draft.scope().host());
    assertEquals(
        "account.example", draft.accountEndpoint("https://account.example").scope().host());
    assertEquals("target.example", draft.endpoint("https://target.example").scope().host());
  }

  @ParameterizedTest
  @CsvSource({
    "https://Vpn.Example, vpn.example",
    "https://vpn.example:443, vpn.example",
    "https://vpn.example:8443, vpn.example:8443",
    "https://vpn.example:80, vpn.example:80",
    "http://vpn.example, vpn.example",
    "http://vpn.example:80, vpn.example",
    "http://vpn.example:443, vpn.example:443",
    "https://vpn.example/, vpn.example",
    "http://127.0.0.1:18080, 127.0.0.1:18080",
    "http://[::1]:8080, [::1]:8080"
  })
  void hostHasThePortWhenItIsNotTheSchemesOwn(String endpoint, String host) {
    assertEquals(host, Fixtures.target(Fixtures.CTYUN).endpoint(endpoint).scope().host());
  }

  @Test
  void scopesAreEqualWhenTheirPathsAre() {
    // Given
    Scope one = Fixtures.target(Fixtures.TENCENT).pageSize(10).scope();
    Scope same = Fixtures.target(Fixtures.TENCENT).pageSize(20).scope();
    Scope other = Fixtures.target(Fixtures.TENCENT).resources("res-2").scope();

    // Then
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, other);
    assertNotEquals(one, Fixtures.target(Fixtures.TENCENT_SSL).scope());
  }
}
