package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.Roles.AssumableRole;
import caravan.simulator.Roles.Grant;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Alibaba Cloud's STS and the metadata service of its ECS instances, in the hardened mode. */
final class AlibabaRoleService implements RoleService {

  /** What the handshake hands out. */
  static final String METADATA_TOKEN = "ALIMETADATATOKENEXAMPLE";

  private static final String VENDOR = "alibaba_cloud";
  private static final String VERSION = "2015-04-01";
  private static final String METADATA = "/latest/meta-data/ram/security-credentials/";
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final Roles roles;

  AlibabaRoleService(Roles roles) {
    this.roles = roles;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    if (call.path().equals("/latest/api/token")) {
      boolean asked = call.header("X-aliyun-ecs-metadata-token-ttl-seconds") != null;
      return asked && call.method().equals("PUT")
          ? Answer.of(200, METADATA_TOKEN)
          : Answer.of(400, "bad request");
    }
    if (call.path().startsWith(METADATA)) {
      return metadata(call, now);
    }
    boolean byKey = "AssumeRole".equals(call.header("x-acs-action"));
    if (!byKey && !call.query().contains("Action=AssumeRoleWithOIDC")) {
      return null;
    }
    ObjectNode body = Json.object();
    int status = 200;
    try {
      Map<String, String> parameters = call.parameters();
      AssumableRole role = byKey ? byKey(call, parameters, now) : byToken(call, parameters, now);
      if (!parameters.getOrDefault("RoleSessionName", "").matches("[\\w.@-]{2,64}")) {
        throw new Refusal(400, "InvalidParameter.RoleSessionName", "The name is not valid.");
      }
      long seconds = Long.parseLong(parameters.getOrDefault("DurationSeconds", "3600"));
      credentials(body.putObject("Credentials"), roles.grant(role, seconds, now));
    } catch (Refusal refusal) {
      status = refusal.status();
      body.put("Code", refusal.code()).put("Message", refusal.getMessage());
    }
    body.put("RequestId", UUID.randomUUID().toString());
    return Json.answer(status, body);
  }

  private static ObjectNode credentials(ObjectNode out, Grant grant) {
    return out.put("AccessKeyId", grant.credential().accessKeyId())
        .put("AccessKeySecret", grant.credential().secretAccessKey())
        .put("SecurityToken", grant.credential().securityToken())
        .put("Expiration", Instant.ofEpochSecond(grant.end().getEpochSecond()).toString());
  }

  private AssumableRole byKey(Call call, Map<String, String> parameters, Instant now)
      throws Refusal {
    Authorization authorization =
        Authorization.parse(
            call.header("Authorization"),
            AlibabaSignature.ALGORITHM,
            "Credential",
            "SignedHeaders",
            "Signature");
    if (authorization == null || !VERSION.equals(call.header("x-acs-version"))) {
      throw new Refusal(400, "IncompleteSignature", "The signature does not conform.");
    }
    checkTime(call.header("x-acs-date"), now);
    Credential key = roles.caller(VENDOR, authorization.part("Credential"));
    if (key == null) {
      throw new Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }
    if (!AlibabaSignature.payloadHash(call.body()).equals(call.header("x-acs-content-sha256"))
        || !AlibabaSignature.expected(call, key, authorization.signedHeaders())
            .equals(authorization.part("Signature"))) {
      throw new Refusal(400, "SignatureDoesNotMatch", "Specified signature is not matched.");
    }
    AssumableRole role = roles.find(VENDOR, parameters.getOrDefault("RoleArn", ""));
    if (role == null
        || role.key() == null
        || !role.key().equals(key)
        || !role.isFor(parameters.get("ExternalId"))) {
      throw new Refusal(403, "NoPermission", "You are not authorized to do this action.");
    }
    return role;
  }

  private AssumableRole byToken(Call call, Map<String, String> parameters, Instant now)
      throws Refusal {
    boolean plain =
        call.header("Authorization") == null
            && !parameters.containsKey("Signature")
            && !call.query().contains("OIDCToken")
            && VERSION.equals(parameters.get("Version"))
            && parameters.containsKey("SignatureNonce");
    if (!plain) {
      throw new Refusal(400, "InvalidParameter", "The request has another form.");
    }
    checkTime(parameters.get("Timestamp"), now);
    AssumableRole role = roles.find(VENDOR, parameters.getOrDefault("RoleArn", ""));
    String token = parameters.getOrDefault("OIDCToken", "");
    if (role == null || !role.isFor(parameters.getOrDefault("OIDCProviderArn", ""), token)) {
      throw new Refusal(
          400, "AuthenticationFail.OIDCToken.Invalid", "This token is not valid: " + token);
    }
    return role;
  }

  private static void checkTime(String date, Instant now) throws Refusal {
    if (date == null || Duration.between(Instant.parse(date), now).abs().compareTo(WINDOW) > 0) {
      throw new Refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp is expired.");
    }
  }

  private Answer metadata(Call call, Instant now) {
    if (!METADATA_TOKEN.equals(call.header("X-aliyun-ecs-metadata-token"))) {
      return Answer.of(403, "forbidden");
    }
    AssumableRole role = roles.ofMachine(VENDOR);
    String asked = call.path().substring(METADATA.length());
    if (role == null || !asked.isEmpty() && !asked.equals(role.name())) {
      return Answer.of(404, "not found");
    }
    if (asked.isEmpty()) {
      return Answer.of(200, role.name());
    }
    ObjectNode body = credentials(Json.object(), roles.grant(role, 21_600, now));
    return Json.answer(200, body.put("Code", "Success"));
  }
}
