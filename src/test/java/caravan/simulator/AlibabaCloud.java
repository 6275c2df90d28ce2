package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.AccessGateway.OnlineClient;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Alibaba Cloud Smart Access Gateway 2018-03-13, signature V3. Errors come with status 4xx and the
 * codes of the vendor's common and product tables.
 */
final class AlibabaCloud implements Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int NONCES_KEPT = 100_000;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  private static final Set<String> MUST_SIGN =
      Set.of(
          "host",
          "x-acs-action",
          "x-acs-content-sha256",
          "x-acs-date",
          "x-acs-signature-nonce",
          "x-acs-version");

  private final Clouds clouds;
  private final Gate gate;
  private final Map<String, Boolean> nonces =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > NONCES_KEPT;
        }
      };

  AlibabaCloud(Clouds clouds, Gate gate) {
    this.clouds = clouds;
    this.gate = gate;
  }

  @Override
  public String api(Call call) {
    String action = call.header("x-acs-action");
    if (action == null) {
      return null;
    }
    return action.equals("DescribeUserOnlineClients")
        ? Simulator.ALIBABA_ONLINE_CLIENTS
        : Simulator.UNKNOWN;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    String requestId = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    ObjectNode body = Json.object();
    body.put("RequestId", requestId);
    int status = 200;
    try {
      Account<AccessGateway> account = authenticate(call, now);
      describe(call, account, body);
    } catch (Refusal refusal) {
      status = refusal.status();
      body.put("HostId", call.header("Host"))
          .put("Code", refusal.code())
          .put("Message", refusal.getMessage())
          .put("Recommend", "https://api.example/troubleshoot?q=" + refusal.code());
    }
    return Json.answer(status, body).header("x-acs-request-id", requestId);
  }

  private Account<AccessGateway> authenticate(Call call, Instant now) throws Refusal {
    Authorization authorization =
        Authorization.parse(
            call.header("Authorization"),
            AlibabaSignature.ALGORITHM,
            "Credential",
            "SignedHeaders",
            "Signature");
    if (authorization == null || !authorization.signedHeaders().containsAll(MUST_SIGN)) {
      throw new Refusal(
          400, "IncompleteSignature", "The request signature does not conform to the standards.");
    }
    checkDate(call, now);
    Account<AccessGateway> account = clouds.alibabaSigner(authorization.part("Credential"));
    if (account == null) {
      throw new Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }
    checkToken(call, account.credential());
    boolean hashed =
        AlibabaSignature.payloadHash(call.body()).equals(call.header("x-acs-content-sha256"));
    List<String> signed = authorization.signedHeaders();
    if (!hashed
        || !AlibabaSignature.expected(call, account.credential(), signed)
            .equals(authorization.part("Signature"))) {
      throw new Refusal(
          400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
    }
    checkNonce(call);
    return account;
  }

  private static void checkDate(Call call, Instant now) throws Refusal {
    String date = call.header("x-acs-date");
    try {
      if (date == null || !DATE.matcher(date).matches()) {
        throw new Refusal(
            400, "InvalidTimeStamp.Format", "Specified time stamp or date value has a bad form.");
      }
      if (Duration.between(Instant.parse(date), now).abs().compareTo(WINDOW) > 0) {
        throw new Refusal(
            400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
      }
    } catch (DateTimeParseException e) {
      throw new Refusal(
          400, "InvalidTimeStamp.Format", "Specified time stamp or date value is no date.");
    }
  }

  private static void checkToken(Call call, Credential credential) throws Refusal {
    String token = call.header("x-acs-security-token");
    if (credential.temporary() && token == null) {
      throw new Refusal(
          400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.");
    }
    if (token != null && !token.equals(credential.securityToken())) {
      throw new Refusal(
          400,
          "InvalidSecurityToken.MismatchWithAccessKey",
          "Specified SecurityToken mismatch with the AccessKey.");
    }
  }

  private void checkNonce(Call call) throws Refusal {
    String nonce = call.header("x-acs-signature-nonce");
    synchronized (nonces) {
      if (nonce == null || nonces.put(nonce, true) != null) {
        throw new Refusal(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
      }
    }
  }

  private void describe(Call call, Account<AccessGateway> account, ObjectNode body) throws Refusal {
    String api = api(call);
    if (api.equals(Simulator.UNKNOWN)) {
      throw new Refusal(404, "InvalidApi.NotFound", "Specified api is not found.");
    }
    if (!"2018-03-13".equals(call.header("x-acs-version"))) {
      throw new Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.");
    }
    if (!gate.admits(api, account.id())) {
      throw new Refusal(400, "Throttling.User", "Request was denied due to user flow control.");
    }
    Map<String, String> parameters = call.parameters();
    if (parameters.getOrDefault("RegionId", "").isEmpty()) {
      throw new Refusal(
          403, "MissingParameter", "The input parameter RegionId is mandatory for this action.");
    }
    String gatewayId = parameters.getOrDefault("SmartAGId", "");
    if (gatewayId.isEmpty()) {
      throw new Refusal(400, "SAG.InstanceIdEmpty", "You must specify the SAG instance ID.");
    }
    String user = parameters.getOrDefault("UserName", "");
    if (user.isEmpty()) {
      throw new Refusal(400, "ClientUser.NameEmpty", "You must specify UserName.");
    }
    if (user.length() > 64 || user.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(400, "ClientUser.NameInvalid", "The specified UserName is invalid.");
    }
    AccessGateway gateway = account.find(gatewayId);
    if (gateway == null) {
      throw new Refusal(400, "SAG.InstanceNoFound", "The specified SAG instance does not exist.");
    }
    ArrayNode rows = body.putObject("Users").putArray("User");
    for (OnlineClient client : gateway.clients(user)) {
      rows.addObject()
          .put("ClientIp", client.ip())
          .put("OnlineTime", Long.toString(client.onlineSince().getEpochSecond()));
    }
  }
}
