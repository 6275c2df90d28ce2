package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.VpnGateway.VpnConnection;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Huawei Cloud VPN v5. Two error envelopes, as the vendor has them: the gateway speaks {@code
 * error_code} and {@code error_msg}, the service {@code code} and {@code message}. The gateway also
 * locks an access key after more than five failures in a row, for five minutes.
 */
final class HuaweiCloud implements Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final Duration LOCK = Duration.ofMinutes(5);
  private static final int FAILURES_ALLOWED = 5;
  private static final int MAX_PAGE = 200;
  private static final int MAX_OFFSET = 3000;
  private static final Pattern PATH =
      Pattern.compile("/v5/([^/]+)/p2c-vpn-gateways/([^/]+)/connections/?");
  private static final DateTimeFormatter SIGNING_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  /** Failures in a row and when the last one was. */
  private record Failures(int count, Instant last) {}

  private final Clouds clouds;
  private final Gate gate;
  private final Map<String, Failures> failures = new ConcurrentHashMap<>();

  HuaweiCloud(Clouds clouds, Gate gate) {
    this.clouds = clouds;
    this.gate = gate;
  }

  @Override
  public String api(Call call) {
    if (PATH.matcher(call.path()).matches()) {
      return Simulator.HUAWEI_CONNECTIONS;
    }
    String authorization = call.header("Authorization");
    boolean ours =
        call.path().startsWith("/v5/")
            || authorization != null && authorization.startsWith(HuaweiSignature.ALGORITHM);
    return ours ? Simulator.UNKNOWN : null;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    String requestId = UUID.randomUUID().toString().replace("-", "");
    ObjectNode body = Json.object();
    int status = 200;
    try {
      Matcher path = PATH.matcher(call.path());
      if (!path.matches() || !call.method().equals("GET")) {
        throw new Refusal(
            404,
            "APIGW.0101",
            "The API does not exist or has not been published in the environment");
      }
      Account<VpnGateway> account = authenticate(call, now);
      VpnGateway gateway = gateway(account, path.group(1), path.group(2));
      describe(call, gateway, body);
      body.put("request_id", requestId);
    } catch (Refusal refusal) {
      status = refusal.status();
      refuse(body, refusal, requestId);
    }
    return Json.answer(status, body).header("X-Request-Id", requestId);
  }

  /** Forgets the failures that lock access keys. */
  void unlock() {
    failures.clear();
  }

  private static void refuse(ObjectNode body, Refusal refusal, String requestId) {
    body.removeAll();
    if (refusal.code().startsWith("APIGW.")) {
      body.put("error_code", refusal.code())
          .put("error_msg", refusal.getMessage())
          .put("request_id", requestId);
    } else {
      body.put("code", refusal.code()).put("message", refusal.getMessage());
    }
  }

  private Account<VpnGateway> authenticate(Call call, Instant now) throws Refusal {
    Authorization authorization =
        Authorization.parse(
            call.header("Authorization"),
            HuaweiSignature.ALGORITHM,
            "Access",
            "SignedHeaders",
            "Signature");
    if (authorization == null) {
      throw unauthorized("Authorization header not found or not of the form of AK/SK");
    }
    String key = authorization.part("Access");
    Failures before = failures.getOrDefault(key, new Failures(0, now));
    if (before.count() > FAILURES_ALLOWED && now.isBefore(before.last().plus(LOCK))) {
      throw unauthorized("AK access failed to reach the limit,forbidden: " + key);
    }
    Account<VpnGateway> account = clouds.huaweiSigner(key);
    if (account == null) {
      throw unauthorized("Get secretKey failed,ak:" + key + ",err:ak not exist");
    }
    checkDate(call, now);
    List<String> signed = authorization.signedHeaders();
    if (!signed.containsAll(Set.of("host", "x-sdk-date"))
        || !HuaweiSignature.expected(call, account.credential(), signed)
            .equals(authorization.part("Signature"))) {
      failures.put(key, new Failures(before.count() + 1, now));
      throw unauthorized("verify aksk signature fail");
    }
    failures.remove(key);
    checkToken(call, account.credential());
    if (!gate.admits(Simulator.HUAWEI_CONNECTIONS, account.id())) {
      throw new Refusal(
          429,
          "APIGW.0308",
          "The throttling threshold has been reached: policy user over ratelimit,limit:"
              + gate.limit(Simulator.HUAWEI_CONNECTIONS)
              + ",time:1 second");
    }
    return account;
  }

  private static void checkDate(Call call, Instant now) throws Refusal {
    String date = call.header("X-Sdk-Date");
    Instant signedAt;
    try {
      signedAt = date == null ? null : SIGNING_DATE.parse(date, Instant::from);
    } catch (DateTimeParseException e) {
      throw unauthorized("X-Sdk-Date is not of the form yyyyMMddTHHmmssZ");
    }
    if (signedAt == null || Duration.between(signedAt, now).abs().compareTo(WINDOW) > 0) {
      throw unauthorized(
          "signature expired, signature time:" + date + ",server time:" + SIGNING_DATE.format(now));
    }
  }

  private static void checkToken(Call call, Credential credential) throws Refusal {
    if (credential.temporary()
        && !credential.securityToken().equals(call.header("X-Security-Token"))) {
      throw unauthorized("decrypt token fail");
    }
  }

  private static VpnGateway gateway(Account<VpnGateway> account, String projectId, String gatewayId)
      throws Refusal {
    boolean known =
        account.resources().isEmpty()
            || account.resources().values().stream()
                .anyMatch(gateway -> gateway.projectId().equals(projectId));
    if (!known) {
      throw new Refusal(403, "VPN.0003", "No permission to access the project.");
    }
    VpnGateway gateway = account.find(gatewayId);
    if (gateway == null || !gateway.projectId().equals(projectId)) {
      throw new Refusal(404, "VPN.0004", "The p2c vpn gateway does not exist.");
    }
    return gateway;
  }

  private static void describe(Call call, VpnGateway gateway, ObjectNode body) throws Refusal {
    Map<String, String> parameters = call.parameters();
    boolean paged = parameters.containsKey("limit") || parameters.containsKey("offset");
    int limit = number(parameters, "limit", MAX_PAGE, 1, MAX_PAGE);
    int offset = number(parameters, "offset", 0, 0, MAX_OFFSET);
    List<VpnConnection> all = gateway.connections();
    ArrayNode rows = body.putArray("connections");
    all.stream()
        .skip(offset)
        .limit(paged ? limit : Long.MAX_VALUE)
        .forEach(connection -> write(connection, rows.addObject()));
    body.put("total_count", all.size());
  }

  private static int number(
      Map<String, String> parameters, String name, int otherwise, int least, int most)
      throws Refusal {
    String text = parameters.get(name);
    if (text == null) {
      return otherwise;
    }
    int value;
    try {
      value = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Refusal(400, "VPN.0001", "The parameter " + name + " is invalid.");
    }
    if (value < least || value > most) {
      throw new Refusal(400, "VPN.0001", "The parameter " + name + " is out of range.");
    }
    return value;
  }

  private static void write(VpnConnection connection, ObjectNode row) {
    row.put("connection_id", connection.id())
        .put("client_virtual_ip", connection.virtualIp())
        .put("client_ip", connection.ip())
        .put("client_user_name", connection.user())
        .put("inbound_packets", connection.inboundPackets())
        .put("outbound_packets", connection.outboundPackets())
        .put("inbound_bytes", connection.inboundBytes())
        .put("outbound_bytes", connection.outboundBytes())
        .put("connection_established_time", MILLISECONDS.format(connection.established()))
        .put("timestamp", SECONDS.format(connection.measured()));
  }

  private static Refusal unauthorized(String what) {
    return new Refusal(401, "APIGW.0301", "Incorrect IAM authentication information: " + what);
  }
}
