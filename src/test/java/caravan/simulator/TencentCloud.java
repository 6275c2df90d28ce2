package caravan.simulator;

import caravan.simulator.MongoInstance.ClientConnections;
import caravan.simulator.MongoInstance.Ssl;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Tencent Cloud MongoDB 2019-07-25. Errors come with status 200 inside {@code Response}, codes as
 * in the vendor's list of common error codes and on the two API pages.
 */
final class TencentCloud implements Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int OK = 200;

  private final Clouds clouds;
  private final Gate gate;

  TencentCloud(Clouds clouds, Gate gate) {
    this.clouds = clouds;
    this.gate = gate;
  }

  @Override
  public String api(Call call) {
    String action = call.header("X-TC-Action");
    String authorization = call.header("Authorization");
    if ("DescribeClientConnections".equals(action)) {
      return Simulator.TENCENT_CLIENT_CONNECTIONS;
    }
    if ("DescribeInstanceSSL".equals(action)) {
      return Simulator.TENCENT_INSTANCE_SSL;
    }
    boolean ours =
        action != null
            || authorization != null && authorization.startsWith(TencentSignature.ALGORITHM);
    return ours ? Simulator.UNKNOWN : null;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    ObjectNode response = Json.object();
    String requestId = UUID.randomUUID().toString();
    try {
      Account<MongoInstance> account = authenticate(call, now);
      describe(call, account, response);
    } catch (Refusal refusal) {
      response.removeAll();
      response.putObject("Error").put("Code", refusal.code()).put("Message", refusal.getMessage());
    }
    response.put("RequestId", requestId);
    ObjectNode envelope = Json.object();
    envelope.set("Response", response);
    return Json.answer(OK, envelope);
  }

  private Account<MongoInstance> authenticate(Call call, Instant now) throws Refusal {
    Authorization authorization =
        Authorization.parse(
            call.header("Authorization"),
            TencentSignature.ALGORITHM,
            "Credential",
            "SignedHeaders",
            "Signature");
    String[] scope = authorization == null ? null : authorization.part("Credential").split("/");
    if (scope == null || scope.length != 4 || !scope[3].equals("tc3_request")) {
      throw refusal(
          "AuthFailure.InvalidAuthorization",
          "The `Authorization` header does not have the form of TC3-HMAC-SHA256.");
    }
    Account<MongoInstance> account = clouds.tencentSigner(scope[0]);
    if (account == null) {
      throw refusal("AuthFailure.SecretIdNotFound", "The SecretId is not found.");
    }
    Instant signedAt = timestamp(call);
    if (Duration.between(signedAt, now).abs().compareTo(WINDOW) > 0) {
      throw refusal(
          "AuthFailure.SignatureExpire",
          "Signature expired: the timestamp is more than 5 minutes from the server time.");
    }
    List<String> signed = authorization.signedHeaders();
    String day = LocalDate.ofInstant(signedAt, ZoneOffset.UTC).toString();
    boolean scoped = scope[1].equals(day) && services(call).contains(scope[2]);
    if (!scoped
        || !signed.containsAll(Set.of("content-type", "host"))
        || !TencentSignature.expected(call, account.credential(), signed, scope[1], scope[2])
            .equals(authorization.part("Signature"))) {
      throw refusal(
          "AuthFailure.SignatureFailure", "The signature of the request could not be validated.");
    }
    String token = account.credential().securityToken();
    if (account.credential().temporary() && !token.equals(call.header("X-TC-Token"))) {
      throw refusal("AuthFailure.TokenFailure", "The token of the request is not valid.");
    }
    return account;
  }

  /**
   * The vendor's SDK takes the service from the first label of the host, whatever the host is, so a
   * client that is pointed at the simulator by address says something else than {@code mongodb}.
   */
  private static Set<String> services(Call call) {
    String label = call.header("Host").split("[.:]")[0];
    return label.equals("mongodb") ? Set.of(label) : Set.of("mongodb", label);
  }

  private static Instant timestamp(Call call) throws Refusal {
    String seconds = call.header("X-TC-Timestamp");
    if (seconds == null) {
      throw missing("X-TC-Timestamp");
    }
    try {
      return Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (NumberFormatException e) {
      throw refusal("InvalidParameterValue", "X-TC-Timestamp is no number of seconds.");
    }
  }

  private void describe(Call call, Account<MongoInstance> account, ObjectNode response)
      throws Refusal {
    String api = api(call);
    if (api.equals(Simulator.UNKNOWN)) {
      throw refusal("InvalidAction", "The action of the request is unknown.");
    }
    if (!call.method().equals("POST")) {
      throw refusal("UnsupportedProtocol", "This action is answered to POST only.");
    }
    if (!gate.admits(api, account.id())) {
      throw refusal(
          "RequestLimitExceeded",
          "The frequency limit of "
              + gate.limit(api)
              + " requests per second is exceeded. Please reduce the frequency of calls.");
    }
    if (!"2019-07-25".equals(call.header("X-TC-Version"))) {
      throw refusal("NoSuchVersion", "The version of the request does not exist.");
    }
    if (call.header("X-TC-Region") == null || call.header("X-TC-Region").isEmpty()) {
      throw missing("X-TC-Region");
    }
    ObjectNode parameters = Json.parse(call.body());
    if (parameters == null) {
      throw refusal("InvalidParameter", "The body is no JSON object.");
    }
    if (api.equals(Simulator.TENCENT_CLIENT_CONNECTIONS)) {
      checkNames(parameters, Set.of("InstanceId", "Limit", "Offset"));
      long limit = number(parameters, "Limit", 1000, 1, 1000);
      long offset = number(parameters, "Offset", 0, 0, Long.MAX_VALUE);
      clients(instance(parameters, account), limit, offset, response);
    } else {
      checkNames(parameters, Set.of("InstanceId"));
      ssl(instance(parameters, account), response);
    }
  }

  private static void checkNames(ObjectNode parameters, Set<String> known) throws Refusal {
    for (String name : (Iterable<String>) parameters::fieldNames) {
      if (!known.contains(name)) {
        throw refusal("UnknownParameter", "The parameter `" + name + "` is not recognized.");
      }
    }
  }

  private static long number(
      ObjectNode parameters, String name, long otherwise, long least, long most) throws Refusal {
    JsonNode value = parameters.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()) {
      throw refusal("InvalidParameter", "The parameter `" + name + "` is no integer.");
    }
    if (value.longValue() < least || value.longValue() > most) {
      throw refusal("InvalidParameterValue", "The parameter `" + name + "` is out of range.");
    }
    return value.longValue();
  }

  private static MongoInstance instance(ObjectNode parameters, Account<MongoInstance> account)
      throws Refusal {
    JsonNode id = parameters.get("InstanceId");
    if (id == null) {
      throw missing("InstanceId");
    }
    MongoInstance instance = account.find(id.asText());
    if (instance == null) {
      throw refusal("InvalidParameterValue.NotFoundInstance", "The instance was not found.");
    }
    return instance;
  }

  private static void clients(
      MongoInstance instance, long limit, long offset, ObjectNode response) {
    List<ClientConnections> all = instance.clients();
    response.put("TotalCount", all.size());
    ArrayNode rows = response.putArray("Clients");
    all.stream()
        .skip(offset)
        .limit(limit)
        .forEach(
            client ->
                rows.addObject()
                    .put("Count", client.count())
                    .put("IP", client.ip())
                    .put("InternalService", client.internal()));
  }

  private static void ssl(MongoInstance instance, ObjectNode response) {
    Ssl ssl = instance.ssl();
    response
        .put("Status", ssl.status())
        .put("ExpiredTime", ssl.expiredTime())
        .put("CertUrl", ssl.certUrl());
  }

  private static Refusal missing(String name) {
    return refusal(
        "MissingParameter", "The request is missing a required parameter `" + name + "`.");
  }

  private static Refusal refusal(String code, String message) {
    return new Refusal(OK, code, message);
  }
}
