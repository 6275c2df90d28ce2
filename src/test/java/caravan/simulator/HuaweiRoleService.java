package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.Roles.AssumableRole;
import caravan.simulator.Roles.Grant;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Huawei Cloud's STS and IAM, and the metadata service of its ECS instances. */
final class HuaweiRoleService implements RoleService {

  /** What the handshake hands out. */
  static final String METADATA_TOKEN = "HWMETADATATOKENEXAMPLE";

  private static final String VENDOR = "huawei_cloud";
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final DateTimeFormatter SIGNING_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter END =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Roles roles;

  HuaweiRoleService(Roles roles) {
    this.roles = roles;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    try {
      return switch (call.path()) {
        case "/v5/agencies/assume" -> assumed(call, now);
        case "/v3.0/OS-AUTH/id-token/tokens" -> loggedIn(call);
        case "/v3.0/OS-CREDENTIAL/securitytokens" -> exchanged(call, now);
        case "/meta-data/latest/api/token" -> handshake(call);
        case "/openstack/latest/securitykey" -> ofMachine(call, now);
        default -> null;
      };
    } catch (Refusal refusal) {
      ObjectNode body = Json.object();
      body.put("error_code", refusal.code()).put("error_msg", refusal.getMessage());
      return Json.answer(refusal.status(), body);
    }
  }

  private Answer assumed(Call call, Instant now) throws Refusal {
    Authorization authorization =
        Authorization.parse(
            call.header("Authorization"),
            HuaweiSignature.ALGORITHM,
            "Access",
            "SignedHeaders",
            "Signature");
    Credential key =
        authorization == null ? null : roles.caller(VENDOR, authorization.part("Access"));
    if (key == null) {
      throw new Refusal(401, "APIGW.0301", "Get secretKey failed,err:ak not exist");
    }
    Instant signedAt = SIGNING_DATE.parse(call.header("X-Sdk-Date"), Instant::from);
    if (Duration.between(signedAt, now).abs().compareTo(WINDOW) > 0) {
      throw new Refusal(401, "APIGW.0301", "signature expired");
    }
    if (!HuaweiSignature.expected(call, key, authorization.signedHeaders())
        .equals(authorization.part("Signature"))) {
      throw new Refusal(401, "APIGW.0301", "verify aksk signature fail");
    }
    ObjectNode body = Json.parse(call.body());
    AssumableRole role = roles.find(VENDOR, body.path("agency_urn").asText());
    if (role == null
        || role.key() == null
        || !role.key().equals(key)
        || !role.isFor(body.path("external_id").asText(null))
        || body.path("agency_session_name").asText().isEmpty()) {
      throw new Refusal(403, "PAP5.0001", "the agency does not trust the caller");
    }
    Grant grant = roles.grant(role, body.path("duration_seconds").asLong(3600), now);
    ObjectNode answer = Json.object();
    answer
        .putObject("credentials")
        .put("access_key_id", grant.credential().accessKeyId())
        .put("secret_access_key", grant.credential().secretAccessKey())
        .put("security_token", grant.credential().securityToken())
        .put("expiration", Instant.ofEpochSecond(grant.end().getEpochSecond()).toString());
    return Json.answer(200, answer);
  }

  private Answer loggedIn(Call call) throws Refusal {
    String token = Json.parse(call.body()).at("/auth/id_token/id").asText();
    AssumableRole role = roles.trusting(VENDOR, call.header("X-Idp-Id"), token);
    if (role == null || call.header("Authorization") != null) {
      throw new Refusal(401, "IAM.0101", "the token is not valid: " + token);
    }
    return Answer.of(201, "{\"token\":{}}").header("X-Subject-Token", roles.login(role));
  }

  private Answer exchanged(Call call, Instant now) throws Refusal {
    ObjectNode body = Json.parse(call.body());
    AssumableRole role = roles.loggedIn(call.header("X-Auth-Token"));
    if (role == null || !body.at("/auth/identity/methods/0").asText().equals("token")) {
      throw new Refusal(401, "IAM.0101", "the token is not valid");
    }
    long seconds = body.at("/auth/identity/token/duration_seconds").asLong(900);
    return credential(201, roles.grant(role, seconds, now));
  }

  private static Answer handshake(Call call) {
    boolean asked = call.header("X-Metadata-Token-Ttl-Seconds") != null;
    return asked && call.method().equals("PUT")
        ? Answer.of(200, METADATA_TOKEN)
        : Answer.of(405, "");
  }

  /** With a wrong token refused, without one answered: the former kind of this service does. */
  private Answer ofMachine(Call call, Instant now) {
    String token = call.header("X-Metadata-Token");
    AssumableRole role = roles.ofMachine(VENDOR);
    if (token != null && !token.equals(METADATA_TOKEN)) {
      return Answer.of(401, "");
    }
    return role == null ? Answer.of(404, "") : credential(200, roles.grant(role, 3600, now));
  }

  private static Answer credential(int status, Grant grant) {
    ObjectNode answer = Json.object();
    answer
        .putObject("credential")
        .put("access", grant.credential().accessKeyId())
        .put("secret", grant.credential().secretAccessKey())
        .put("securitytoken", grant.credential().securityToken())
        .put("expires_at", END.format(grant.end()));
    return Json.answer(status, answer);
  }
}
