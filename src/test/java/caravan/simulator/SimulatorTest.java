package caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Credential;
import caravan.simulator.DocumentDatabase.DatabaseUser;
import caravan.simulator.DocumentDatabase.Role;
import caravan.simulator.MongoInstance.Ssl;
import caravan.simulator.VpnGateway.VpnConnection;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tencentcloudapi.common.CommonClient;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String INSTANCE = "cmgo-eqmoaxxx";
  private static final String ASK = "{\"InstanceId\":\"cmgo-eqmoaxxx\"}";
  private static final String CLIENTS = "DescribeClientConnections";
  private static final String SSL = "DescribeInstanceSSL";
  private static final String GATEWAY = Clouds.HUAWEI_GATEWAYS.get(0);
  private static final String DATABASE = Clouds.CTYUN_INSTANCES.get(0);
  private static final Map<String, String> ONLINE =
      Map.of(
          "RegionId", "cn-shanghai",
          "SmartAGId", "sag-wfjgnxxxx",
          "UserName", "doctest");

  private final HttpClient client = HttpClient.newHttpClient();
  private Simulator simulator;

  @BeforeEach
  void start() {
    simulator = Simulator.start();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  // The vendors' own clients.

  @Test
  void tencentClientOfTheVendorIsServed() throws Exception {
    String answer = tencentSdk(Clouds.TENCENT_CREDENTIAL).call(CLIENTS, ASK);

    JsonNode response = MAPPER.readTree(answer).get("Response");
    assertEquals(3, response.get("TotalCount").asInt());
    assertEquals(
        "{\"Count\":1,\"IP\":\"192.168.1.1\",\"InternalService\":true}",
        response.get("Clients").get(0).toString());
    assertEquals(Simulator.TENCENT_CLIENT_CONNECTIONS, simulator.calls().get(0).api());
  }

  @Test
  void tencentClientOfTheVendorSeesItsErrors() {
    Credential other = new Credential("AKIDEXAMPLEunknown", "SKEXAMPLE", null);

    TencentCloudSDKException refusal =
        assertThrows(TencentCloudSDKException.class, () -> tencentSdk(other).call(SSL, ASK));

    assertEquals("AuthFailure.SecretIdNotFound", refusal.getErrorCode());
  }

  @Test
  void alibabaClientOfTheVendorIsServedWithAwkwardNames() throws Exception {
    String name = "a b+c*d~e%2f中文😀";
    simulator
        .clouds()
        .alibaba()
        .resource("sag-wfjgnxxxx")
        .online(name, "10.1.1.1", Instant.ofEpochSecond(1559125519));

    Map<String, ?> answer = alibabaSdk(name);

    assertEquals(
        "{User=[{ClientIp=10.1.1.1, OnlineTime=1559125519}]}",
        ((Map<?, ?>) answer.get("body")).get("Users").toString());
  }

  // Signatures and clocks.

  @ParameterizedTest
  @ValueSource(strings = {"content-type;host", "content-type;host;x-tc-action"})
  void tencentTakesBothSetsOfSignedHeaders(String signedHeaders) throws Exception {
    HttpRequest request = now().tencent(SSL, ASK, Clouds.TENCENT_CREDENTIAL, signedHeaders);

    JsonNode response = json(send(request)).get("Response");

    assertEquals(1, response.get("Status").asInt());
    assertEquals("2027-05-04 12:13:00", response.get("ExpiredTime").asText());
    assertEquals("http://sample.example/cert", response.get("CertUrl").asText());
    assertTrue(response.has("RequestId"));
  }

  @Test
  void tencentRefusesAWrongSignatureInsideA200() throws Exception {
    Credential wrong =
        new Credential(Clouds.TENCENT_CREDENTIAL.accessKeyId(), "SKEXAMPLEwrong", null);

    HttpResponse<String> answer = send(now().tencent(SSL, ASK, wrong, "content-type;host"));

    assertEquals(200, answer.statusCode());
    assertEquals("AuthFailure.SignatureFailure", tencentError(answer));
    assertEquals(Set.of("Error", "RequestId"), names(json(answer).get("Response")));
    assertEquals(Set.of("Code", "Message"), names(json(answer).get("Response").get("Error")));
  }

  @Test
  void tencentHoldsItsFiveMinutes() throws Exception {
    assertEquals("none", tencentError(send(ago(290).tencent(SSL, ASK))));
    assertEquals("AuthFailure.SignatureExpire", tencentError(send(ago(310).tencent(SSL, ASK))));
    assertEquals("AuthFailure.SignatureExpire", tencentError(send(ago(-310).tencent(SSL, ASK))));
  }

  @Test
  void tencentWantsTheTokenOfATemporaryCredential() throws Exception {
    Credential temporary = new Credential("AKIDEXAMPLEtemporary", "SKEXAMPLE", "TOKENEXAMPLE");
    Credential withoutToken = new Credential("AKIDEXAMPLEtemporary", "SKEXAMPLE", null);
    simulator.clouds().tencent().credential(temporary);
    String signed = "content-type;host";

    assertEquals("none", tencentError(send(now().tencent(SSL, ASK, temporary, signed))));
    assertEquals(
        "AuthFailure.TokenFailure",
        tencentError(send(now().tencent(SSL, ASK, withoutToken, signed))));
  }

  @Test
  void tencentNamesWhatIsWrongWithParameters() throws Exception {
    simulator.limit(Simulator.TENCENT_CLIENT_CONNECTIONS, 0);
    assertEquals("MissingParameter", tencentError(send(now().tencent(CLIENTS, "{}"))));
    assertEquals(
        "InvalidParameterValue.NotFoundInstance",
        tencentError(send(now().tencent(CLIENTS, "{\"InstanceId\":\"cmgo-gone\"}"))));
    assertEquals("InvalidParameterValue", tencentError(send(clients(0, 0))));
    assertEquals("InvalidParameterValue", tencentError(send(clients(1001, 0))));
    assertEquals("InvalidParameterValue", tencentError(send(clients(10, -1))));
    assertEquals("none", tencentError(send(clients(1000, 5))));
    assertEquals(
        "UnknownParameter",
        tencentError(send(now().tencent(SSL, "{\"InstanceId\":\"x\",\"Limit\":1}"))));
    assertEquals("InvalidAction", tencentError(send(now().tencent("DropInstance", ASK))));
  }

  @Test
  void alibabaTakesParametersFromQueryAndForm() throws Exception {
    for (boolean form : new boolean[] {false, true}) {
      HttpRequest request = now().alibaba(ONLINE, form, Clouds.ALIBABA_CREDENTIAL, "nonce-" + form);
      JsonNode user = json(send(request)).get("Users").get("User").get(0);
      assertEquals("10.**.**.**", user.get("ClientIp").asText());
      assertTrue(user.get("OnlineTime").isTextual());
    }
  }

  @Test
  void alibabaRefusesWithItsEnvelopeAndStatus() throws Exception {
    Credential wrong =
        new Credential(Clouds.ALIBABA_CREDENTIAL.accessKeyId(), "SKEXAMPLEwrong", null);
    Credential unknown = new Credential("LTAIEXAMPLEunknown", "SKEXAMPLE", null);

    HttpResponse<String> answer = send(now().alibaba(ONLINE, false, wrong, "n1"));

    assertEquals("400 SignatureDoesNotMatch", alibabaError(answer));
    assertEquals(
        Set.of("RequestId", "HostId", "Code", "Message", "Recommend"), names(json(answer)));
    assertEquals(
        "404 InvalidAccessKeyId.NotFound",
        alibabaError(send(now().alibaba(ONLINE, false, unknown, "n2"))));
    assertEquals("200", alibabaError(send(ago(880).alibaba(ONLINE))));
    assertEquals("400 InvalidTimeStamp.Expired", alibabaError(send(ago(920).alibaba(ONLINE))));
    assertEquals("400 SAG.InstanceNoFound", alibabaError(send(online("SmartAGId", "sag-gone"))));
    assertEquals("403 MissingParameter", alibabaError(send(online("SmartAGId", ""))));
    assertEquals("403 MissingParameter", alibabaError(send(online("UserName", ""))));
    assertEquals("403 MissingParameter", alibabaError(send(online("RegionId", ""))));
  }

  @Test
  void alibabaTakesANonceOnce() throws Exception {
    HttpRequest request = now().alibaba(ONLINE);

    assertEquals("200", alibabaError(send(request)));
    assertEquals("400 SignatureNonceUsed", alibabaError(send(request)));
  }

  @Test
  void alibabaWantsTheTokenOfATemporaryCredential() throws Exception {
    Credential temporary = new Credential("STSEXAMPLE", "SKEXAMPLE", "TOKENEXAMPLE+/=");
    simulator.clouds().alibaba().credential(temporary);
    Credential withoutToken = new Credential("STSEXAMPLE", "SKEXAMPLE", null);
    Credential otherToken = new Credential("STSEXAMPLE", "SKEXAMPLE", "TOKENEXAMPLEold");

    assertEquals("200", alibabaError(send(now().alibaba(ONLINE, false, temporary, "n1"))));
    assertEquals(
        "400 InvalidSecurityToken.Malformed",
        alibabaError(send(now().alibaba(ONLINE, false, withoutToken, "n2"))));
    assertEquals(
        "400 InvalidSecurityToken.MismatchWithAccessKey",
        alibabaError(send(now().alibaba(ONLINE, false, otherToken, "n3"))));
  }

  @Test
  void alibabaUserWithNobodyOnlineIsAnEmptyList() throws Exception {
    assertEquals("{\"User\":[]}", json(send(online("UserName", "nobody"))).get("Users").toString());
  }

  @Test
  void huaweiSpeaksTwoErrorEnvelopes() throws Exception {
    Credential wrong =
        new Credential(Clouds.HUAWEI_CREDENTIAL.accessKeyId(), "HWSKEXAMPLEwrong", null);

    HttpResponse<String> gateway = send(now().huawei(path(GATEWAY), Map.of(), wrong));
    HttpResponse<String> service = send(now().huawei("gone", Map.of()));

    assertEquals(401, gateway.statusCode());
    assertEquals(Set.of("error_code", "error_msg", "request_id"), names(json(gateway)));
    assertEquals("APIGW.0301", json(gateway).get("error_code").asText());
    assertEquals(
        "Incorrect IAM authentication information: verify aksk signature fail",
        json(gateway).get("error_msg").asText());
    assertEquals(404, service.statusCode());
    assertEquals(Set.of("code", "message"), names(json(service)));
    assertEquals("VPN.0004", json(service).get("code").asText());
  }

  @Test
  void huaweiTellsAnOldSignatureByItsMessageOnly() throws Exception {
    HttpResponse<String> old = send(ago(1000).huawei(GATEWAY, Map.of()));

    assertEquals(401, old.statusCode());
    assertEquals("APIGW.0301", json(old).get("error_code").asText());
    assertTrue(json(old).get("error_msg").asText().contains("signature expired"));
    assertEquals(200, send(ago(880).huawei(GATEWAY, Map.of())).statusCode());
  }

  @Test
  void huaweiLocksAKeyAfterMoreThanFiveFailures() throws Exception {
    Credential wrong =
        new Credential(Clouds.HUAWEI_CREDENTIAL.accessKeyId(), "HWSKEXAMPLEwrong", null);
    for (int i = 0; i < 6; i++) {
      send(now().huawei(path(GATEWAY), Map.of(), wrong));
    }

    HttpResponse<String> locked = send(now().huawei(GATEWAY, Map.of()));
    simulator.skew(Duration.ofMinutes(6));
    HttpResponse<String> later = send(ago(-360).huawei(GATEWAY, Map.of()));

    assertEquals(401, locked.statusCode());
    assertTrue(
        json(locked)
            .get("error_msg")
            .asText()
            .contains("AK access failed to reach the limit,forbidden"));
    assertEquals(200, later.statusCode());
  }

  @Test
  void huaweiRefusesUnknownKeysTokensProjectsAndPaths() throws Exception {
    Credential unknown = new Credential("HWAKEXAMPLEunknown", "HWSKEXAMPLE", null);
    assertTrue(
        send(now().huawei(path(GATEWAY), Map.of(), unknown)).body().contains("ak not exist"));

    String elsewhere = path(GATEWAY).replace(Clouds.HUAWEI_PROJECT, "0000");
    HttpResponse<String> project =
        send(now().huawei(elsewhere, Map.of(), Clouds.HUAWEI_CREDENTIAL));
    assertEquals(403, project.statusCode());
    assertEquals("VPN.0003", json(project).get("code").asText());

    HttpResponse<String> path =
        send(now().huawei("/v5/x/other", Map.of(), Clouds.HUAWEI_CREDENTIAL));
    assertEquals(404, path.statusCode());
    assertEquals("APIGW.0101", json(path).get("error_code").asText());

    Credential temporary = new Credential("HWAKEXAMPLE", "HWSKEXAMPLE", "TOKENEXAMPLE");
    simulator.clouds().huawei().credential(temporary);
    assertEquals(200, send(now().huawei(path(GATEWAY), Map.of(), temporary)).statusCode());
    Credential withoutToken = new Credential("HWAKEXAMPLE", "HWSKEXAMPLE", null);
    assertTrue(
        send(now().huawei(path(GATEWAY), Map.of(), withoutToken))
            .body()
            .contains("decrypt token fail"));
  }

  @Test
  void ctyunIsServedUnderBothPaths() throws Exception {
    JsonNode plain = json(send(now().ctyun(Map.of("prodInstId", DATABASE))));
    JsonNode prefixed =
        json(
            send(
                now()
                    .ctyun(
                        "/DDS2/v1/accountsOpenApi/describeAccounts",
                        Map.of("prodInstId", DATABASE),
                        Clouds.CTYUN_CREDENTIAL,
                        8)));

    assertEquals(
        "{\"total\":2,\"pages\":1,\"pageSize\":10,\"list\":["
            + "{\"roles\":[{\"role\":\"root\",\"db\":\"admin\"}],"
            + "\"user\":\"root\",\"db\":\"admin\"},"
            + "{\"roles\":[{\"role\":\"backup\",\"db\":\"admin\"}],"
            + "\"user\":\"test\",\"db\":\"admin\"}],\"pageNow\":1}",
        plain.get("returnObj").toString());
    assertEquals(plain, prefixed);
    assertEquals(800, plain.get("statusCode").intValue());
  }

  @Test
  void ctyunRefusesInTheBodyOfA200() throws Exception {
    Map<String, String> ask = Map.of("prodInstId", DATABASE);
    String path = "/v1/accountsOpenApi/describeAccounts";
    Credential wrong = new Credential(Clouds.CTYUN_CREDENTIAL.accessKeyId(), "EXAMPLE", null);
    Credential unknown = new Credential("EXAMPLEunknown", "EXAMPLE", null);

    HttpResponse<String> signature = send(now().ctyun(path, ask, wrong, 8));

    assertEquals(200, signature.statusCode());
    assertEquals("CTAPI_10009", ctyunStatus(signature));
    assertEquals(
        Set.of("requestId", "error", "code", "message", "eopErrCode", "statusCode", "returnObj"),
        names(json(signature)));
    assertEquals("CTAPI_10002", ctyunStatus(send(now().ctyun(path, ask, unknown, 8))));
    assertEquals("CTAPI_10009", ctyunStatus(send(ago(1000).ctyun(ask))));
    assertEquals("800", ctyunStatus(send(ago(880).ctyun(ask))));
    assertEquals("900", ctyunStatus(send(now().ctyun(Map.of("prodInstId", "gone")))));
    assertEquals("900", ctyunStatus(send(now().ctyun(Map.of("pageNow", "1")))));
  }

  @Test
  void ctyunClockIsBeijingsWhateverTheZSays() throws Exception {
    HttpRequest utc =
        now()
            .ctyun(
                "/v1/accountsOpenApi/describeAccounts",
                Map.of("prodInstId", DATABASE),
                Clouds.CTYUN_CREDENTIAL,
                0);

    assertEquals("CTAPI_10009", ctyunStatus(send(utc)));
  }

  // Paging.

  @Test
  void tencentPagesByLimitAndOffset() throws Exception {
    MongoInstance instance = simulator.clouds().tencent().add(INSTANCE, new MongoInstance());
    for (int i = 0; i < 5; i++) {
      instance.client("10.0.0." + i, i + 1);
    }

    JsonNode first = json(send(clients(2, 0))).get("Response");
    JsonNode last = json(send(clients(2, 4))).get("Response");
    JsonNode beyond = json(send(clients(2, 6))).get("Response");

    assertEquals(List.of("10.0.0.0", "10.0.0.1"), first.get("Clients").findValuesAsText("IP"));
    assertEquals(List.of("10.0.0.4"), last.get("Clients").findValuesAsText("IP"));
    assertEquals(List.of(), beyond.get("Clients").findValuesAsText("IP"));
    assertEquals(5, beyond.get("TotalCount").asInt());
  }

  @Test
  void huaweiPagesWithinItsBoundsAndElseSendsAll() throws Exception {
    VpnGateway gateway = new VpnGateway(Clouds.HUAWEI_PROJECT);
    simulator.clouds().huawei().add(GATEWAY, gateway);
    for (int i = 0; i < 250; i++) {
      gateway.connect(
          VpnConnection.fresh("id-" + i, "172.20.0.1", "203.0.113.1", "u", Instant.EPOCH));
    }

    assertEquals(250, connections(Map.of()));
    assertEquals(200, connections(Map.of("limit", "200", "offset", "0")));
    assertEquals(50, connections(Map.of("limit", "200", "offset", "200")));
    assertEquals(0, connections(Map.of("limit", "200", "offset", "3000")));
    assertEquals(400, huaweiStatus(Map.of("limit", "201", "offset", "0")));
    assertEquals(400, huaweiStatus(Map.of("limit", "200", "offset", "3001")));
    assertEquals(400, huaweiStatus(Map.of("limit", "0")));
    assertEquals(400, huaweiStatus(Map.of("limit", "many")));
  }

  @Test
  void ctyunPagesByNumberAndLowersTheSize() throws Exception {
    DocumentDatabase database = simulator.clouds().ctyun().add(DATABASE, new DocumentDatabase());
    for (int i = 0; i < 105; i++) {
      database.account("admin", "user" + i, new Role("read", "local"));
    }

    JsonNode second =
        json(send(now().ctyun(Map.of("prodInstId", DATABASE, "pageNow", "2", "pageSize", "500"))))
            .get("returnObj");

    assertEquals(5, second.get("list").size());
    assertEquals(2, second.get("pages").asInt());
    assertEquals(100, second.get("pageSize").asInt());
    assertEquals(105, second.get("total").asInt());
  }

  // Limits.

  @Test
  void tencentAdmitsFiveASecondAndCountsAll() throws Exception {
    int refused = 0;
    for (int i = 0; i < 8; i++) {
      String code = tencentError(send(now().tencent(CLIENTS, ASK)));
      refused += code.equals("RequestLimitExceeded") ? 1 : 0;
    }

    // A slow machine may take more than a second for the eight; then fewer are refused.
    int highest = simulator.highestRate(Simulator.TENCENT_CLIENT_CONNECTIONS);
    assertEquals(highest > 5, refused > 0);
    assertEquals(8, simulator.calls().size());
  }

  @Test
  void mainRefusesUnknownOptionsAndTakenPorts() {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(errors, true, StandardCharsets.UTF_8);

    assertEquals(2, Simulator.run(new String[] {"--sed", "1"}, out, out));
    assertEquals(2, Simulator.run(new String[] {"--port"}, out, out));
    String port = Integer.toString(simulator.port());
    assertEquals(2, Simulator.run(new String[] {"--port", port}, out, out));

    assertTrue(errors.toString(StandardCharsets.UTF_8).contains("Choose another with --port."));
  }

  @Test
  void limitsCanBeSetForTheOthers() throws Exception {
    simulator.limit(Simulator.ALIBABA_ONLINE_CLIENTS, 1);
    simulator.limit(Simulator.HUAWEI_CONNECTIONS, 1);
    simulator.limit(Simulator.CTYUN_ACCOUNTS, 1);

    HttpResponse<String> alibaba = second(now().alibaba(ONLINE), now().alibaba(ONLINE));
    HttpRequest connections = now().huawei(GATEWAY, Map.of());
    HttpResponse<String> huawei = second(connections, connections);
    HttpRequest accounts = now().ctyun(Map.of("prodInstId", DATABASE));
    HttpResponse<String> ctyun = second(accounts, accounts);

    assertEquals("400 Throttling.User", alibabaError(alibaba));
    assertEquals(429, huawei.statusCode());
    assertEquals("APIGW.0308", json(huawei).get("error_code").asText());
    assertEquals(429, ctyun.statusCode());
  }

  // State.

  @Test
  void changesShowInTheNextAnswer() throws Exception {
    Clouds clouds = simulator.clouds();
    clouds.tencent().resource(INSTANCE).ssl(Ssl.OFF);
    clouds.ctyun().resource(DATABASE).account(new DatabaseUser("test", "admin", null));
    clouds.huawei().resource(GATEWAY).disconnect("6ade9de6-b19e-4b87-874d-f4880be317c1");

    JsonNode ssl = json(send(now().tencent(SSL, ASK))).get("Response");
    JsonNode accounts = json(send(now().ctyun(Map.of("prodInstId", DATABASE))));

    assertEquals(0, ssl.get("Status").asInt());
    assertTrue(ssl.get("ExpiredTime").isNull());
    assertTrue(accounts.get("returnObj").get("list").get(1).get("roles").isNull());
    assertEquals(1, connections(Map.of()));
  }

  @Test
  void huaweiRowsLookLikeTheVendorsSample() throws Exception {
    VpnGateway gateway = new VpnGateway(Clouds.HUAWEI_PROJECT);
    simulator.clouds().huawei().add(GATEWAY, gateway);
    gateway.connect(
        new VpnConnection(
            "10293371-114e-4d2a-878e-c6a616d0ec0e",
            "36.***.***.149",
            "100.***.***.100",
            "1111",
            13,
            24,
            4185,
            10480,
            Instant.parse("2024-06-17T02:58:27.213Z"),
            Instant.parse("2024-06-17T02:58:48.999Z")));

    JsonNode answer = json(send(now().huawei(GATEWAY, Map.of())));

    assertEquals(
        "{\"connection_id\":\"10293371-114e-4d2a-878e-c6a616d0ec0e\","
            + "\"client_virtual_ip\":\"36.***.***.149\",\"client_ip\":\"100.***.***.100\","
            + "\"client_user_name\":\"1111\",\"inbound_packets\":13,\"outbound_packets\":24,"
            + "\"inbound_bytes\":4185,\"outbound_bytes\":10480,"
            + "\"connection_established_time\":\"2024-06-17T02:58:27.213Z\","
            + "\"timestamp\":\"2024-06-17T02:58:48Z\"}",
        answer.get("connections").get(0).toString());
    assertEquals(1, answer.get("total_count").asInt());
    assertEquals(32, answer.get("request_id").asText().length());
  }

  // Scripts and faults.

  @Test
  void scriptedAnswersComeInOrderAndThenNormalOnes() throws Exception {
    simulator.answer(
        Simulator.CTYUN_ACCOUNTS,
        Answer.of(429, "slow down").header("Retry-After", "7"),
        Answer.normal(),
        Answer.of(500, ""));
    HttpRequest request = now().ctyun(Map.of("prodInstId", DATABASE));

    HttpResponse<String> first = send(request);
    assertEquals(429, first.statusCode());
    assertEquals("7", first.headers().firstValue("Retry-After").orElseThrow());
    assertEquals("800", ctyunStatus(send(request)));
    assertEquals(500, send(request).statusCode());
    assertEquals("800", ctyunStatus(send(request)));
  }

  @Test
  void functionAnswersUntilForgotten() throws Exception {
    simulator.answerAlways(
        call -> call.parameters().containsKey("offset"),
        call -> call.parameters().get("offset").equals("0") ? null : Answer.of(503, "later"));

    assertEquals(200, huaweiStatus(Map.of("limit", "1", "offset", "0")));
    assertEquals(503, huaweiStatus(Map.of("limit", "1", "offset", "1")));
    assertEquals(503, huaweiStatus(Map.of("limit", "1", "offset", "1")));
    simulator.forget();
    assertEquals(200, huaweiStatus(Map.of("limit", "1", "offset", "1")));
    assertEquals(1, simulator.calls().size());
  }

  @Test
  void callsAreRecordedAsSent() throws Exception {
    send(now().huawei(GATEWAY, Map.of("limit", "10", "offset", "0")));
    send(now().tencent(SSL, ASK));

    Call paged = simulator.calls(Simulator.HUAWEI_CONNECTIONS).get(0);
    Call posted = simulator.calls(Simulator.TENCENT_INSTANCE_SSL).get(0);
    assertEquals(path(GATEWAY) + "?limit=10&offset=0", paged.uri());
    assertEquals("GET", paged.method());
    assertEquals("10", paged.parameters().get("limit"));
    assertTrue(paged.header("AUTHORIZATION").startsWith("SDK-HMAC-SHA256 Access="));
    assertEquals(ASK, posted.text());
    assertFalse(posted.toString().contains("Authorization"));
  }

  @Test
  void proxyRequestsAreServedByTheSamePort() throws Exception {
    HttpClient proxied =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", simulator.port())))
            .build();
    Requests vendor = new Requests("http://mongodb.intl.tencentcloudapi.com", Instant.now());

    HttpResponse<String> answer = proxied.send(vendor.tencent(SSL, ASK), BodyHandlers.ofString());

    assertEquals("none", tencentError(answer));
    Call call = simulator.calls().get(0);
    assertEquals("http://mongodb.intl.tencentcloudapi.com/", call.uri());
    assertEquals("mongodb.intl.tencentcloudapi.com", call.header("Host"));
  }

  @Test
  void gzipIsDecodedByThoseWhoAskForIt() throws Exception {
    simulator.answer(call -> true, Answer.of(200, "packed").gzip());
    simulator.answer(
        call -> true,
        Answer.stream(
                200, () -> new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8)))
            .gzip());

    for (String expected : List.of("packed", "streamed")) {
      HttpResponse<InputStream> answer =
          client.send(now().huawei(GATEWAY, Map.of()), BodyHandlers.ofInputStream());
      assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElseThrow());
      try (InputStream in = new GZIPInputStream(answer.body())) {
        assertEquals(expected, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void delayAndDripTakeTheirTime() throws Exception {
    simulator.answer(
        call -> true,
        Answer.normal().after(Duration.ofMillis(300)),
        Answer.of(200, "0123456789").drip(2, Duration.ofMillis(60)));

    long begin = System.nanoTime();
    assertEquals(200, send(now().huawei(GATEWAY, Map.of())).statusCode());
    long delayed = System.nanoTime();
    assertEquals("0123456789", send(now().huawei(GATEWAY, Map.of())).body());
    long dripped = System.nanoTime();

    assertTrue(delayed - begin >= 300_000_000L);
    assertTrue(dripped - delayed >= 240_000_000L);
  }

  @Test
  void cutAnswersEndTooEarly() {
    simulator.answer(
        call -> true,
        Answer.normal().cut(40),
        Answer.endless(200, "[", "1,").cut(5000),
        Answer.of(200, "").header("X", "y"));

    assertThrows(IOException.class, () -> send(now().huawei(GATEWAY, Map.of())));
    assertThrows(IOException.class, () -> send(now().huawei(GATEWAY, Map.of())));
  }

  @Test
  void endlessBodyGoesOnUntilTheClientStops() throws Exception {
    simulator.answer(call -> true, Answer.endless(200, "{\"a\":[", "1,"));

    HttpResponse<InputStream> answer =
        client.send(now().huawei(GATEWAY, Map.of()), BodyHandlers.ofInputStream());

    try (InputStream in = answer.body()) {
      assertEquals("{\"a\":[1,1,", new String(in.readNBytes(10), StandardCharsets.UTF_8));
      assertEquals(2_000_000, in.readNBytes(2_000_000).length);
    }
  }

  @Test
  void hangUpAndRedirect() throws Exception {
    simulator.answer(
        call -> true, Answer.redirect("http://198.51.100.1/elsewhere"), Answer.hangUp());

    HttpResponse<String> redirect = send(now().huawei(GATEWAY, Map.of()));
    assertEquals(302, redirect.statusCode());
    assertEquals(
        "http://198.51.100.1/elsewhere", redirect.headers().firstValue("Location").orElseThrow());
    assertThrows(IOException.class, () -> send(now().tencent(SSL, ASK)));
  }

  @Test
  void overviewShowsAPersonWhatIsThere() throws Exception {
    HttpRequest page = HttpRequest.newBuilder(URI.create(simulator.endpoint() + "/")).build();

    String text = send(page).body();

    assertTrue(
        text.matches("(?s).*\nhuawei-vpn-p2c-connections +" + GATEWAY + " +2 rows\n.*"), text);
    assertEquals(404, send(HttpRequest.newBuilder(page.uri().resolve("/x")).build()).statusCode());
  }

  @Test
  void takenPortIsSaidPlainly() {
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> Simulator.start(simulator.port()));
    assertEquals(
        "The simulator cannot listen on 127.0.0.1:" + simulator.port(), error.getMessage());
  }

  @Test
  void credentialsAreKeptOutOfText() {
    assertFalse(simulator.clouds().tencent().toString().contains("EXAMPLE"));
    assertNotEquals("", simulator.clouds().tencent().toString());
  }

  private Requests now() {
    return ago(0);
  }

  private Requests ago(long seconds) {
    return new Requests(simulator.endpoint(), Instant.now().minusSeconds(seconds));
  }

  private HttpRequest clients(int limit, int offset) throws Exception {
    String body =
        "{\"InstanceId\":\"" + INSTANCE + "\",\"Limit\":" + limit + ",\"Offset\":" + offset + "}";
    return now().tencent(CLIENTS, body);
  }

  private HttpRequest online(String name, String value) throws Exception {
    Map<String, String> parameters = new HashMap<>(ONLINE);
    parameters.put(name, value);
    return now().alibaba(parameters);
  }

  private static String path(String gateway) {
    return "/v5/" + Clouds.HUAWEI_PROJECT + "/p2c-vpn-gateways/" + gateway + "/connections";
  }

  private int connections(Map<String, String> parameters) throws Exception {
    return json(send(now().huawei(GATEWAY, parameters))).get("connections").size();
  }

  private int huaweiStatus(Map<String, String> parameters) throws Exception {
    return send(now().huawei(GATEWAY, new TreeMap<>(parameters))).statusCode();
  }

  private HttpResponse<String> second(HttpRequest one, HttpRequest two) throws Exception {
    send(one);
    return send(two);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return MAPPER.readTree(answer.body());
  }

  private static String tencentError(HttpResponse<String> answer) throws IOException {
    return json(answer).get("Response").path("Error").path("Code").asText("none");
  }

  private static String alibabaError(HttpResponse<String> answer) throws IOException {
    return (answer.statusCode() + " " + json(answer).path("Code").asText()).trim();
  }

  private static String ctyunStatus(HttpResponse<String> answer) throws IOException {
    return json(answer).get("statusCode").asText();
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private CommonClient tencentSdk(Credential credential) {
    HttpProfile http = new HttpProfile();
    http.setProtocol("http://");
    http.setEndpoint("127.0.0.1:" + simulator.port());
    ClientProfile profile = new ClientProfile();
    profile.setHttpProfile(http);
    return new CommonClient(
        "mongodb",
        "2019-07-25",
        new com.tencentcloudapi.common.Credential(
            credential.accessKeyId(), credential.secretAccessKey()),
        "ap-singapore",
        profile);
  }

  private Map<String, ?> alibabaSdk(String user) throws Exception {
    Config config =
        new Config()
            .setAccessKeyId(Clouds.ALIBABA_CREDENTIAL.accessKeyId())
            .setAccessKeySecret(Clouds.ALIBABA_CREDENTIAL.secretAccessKey())
            .setEndpoint("127.0.0.1:" + simulator.port())
            .setProtocol("http");
    Params params =
        new Params()
            .setAction("DescribeUserOnlineClients")
            .setVersion("2018-03-13")
            .setProtocol("HTTP")
            .setMethod("POST")
            .setAuthType("AK")
            .setStyle("RPC")
            .setPathname("/")
            .setReqBodyType("formData")
            .setBodyType("json");
    OpenApiRequest request =
        new OpenApiRequest()
            .setBody(
                Map.of("RegionId", "cn-shanghai", "SmartAGId", "sag-wfjgnxxxx", "UserName", user));
    return new com.aliyun.teaopenapi.Client(config).callApi(params, request, new RuntimeOptions());
  }
}
