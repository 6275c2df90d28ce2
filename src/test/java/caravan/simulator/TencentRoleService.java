package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.Roles.AssumableRole;
import caravan.simulator.Roles.Grant;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** Tencent Cloud's STS and the metadata service of its virtual machines. */
final class TencentRoleService implements RoleService {

  private static final String VENDOR = "tencent_cloud";
  private static final String METADATA = "/latest/meta-data/cam/security-credentials/";
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final Roles roles;

  TencentRoleService(Roles roles) {
    this.roles = roles;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    String action = call.header("X-TC-Action");
    if (call.path().startsWith(METADATA)) {
      return metadata(call, now);
    }
    if (action == null || !action.startsWith("AssumeRole")) {
      return null;
    }
    ObjectNode envelope = Json.object();
    ObjectNode response = envelope.putObject("Response");
    try {
      ObjectNode body = Json.parse(call.body());
      if (body == null || !"2018-08-13".equals(call.header("X-TC-Version"))) {
        throw refusal("InvalidParameter", "The request is malformed.");
      }
      boolean byKey = action.equals("AssumeRole");
      AssumableRole role = byKey ? byKey(call, body, now) : byToken(call, body);
      Grant grant = roles.grant(role, body.path("DurationSeconds").asLong(7200), now);
      credentials(response.putObject("Credentials"), grant);
      response.put("ExpiredTime", grant.end().getEpochSecond());
      response.put("Expiration", Instant.ofEpochSecond(grant.end().getEpochSecond()).toString());
    } catch (Refusal refusal) {
      response.putObject("Error").put("Code", refusal.code()).put("Message", refusal.getMessage());
    }
    response.put("RequestId", UUID.randomUUID().toString());
    return Json.answer(200, envelope);
  }

  private static void credentials(ObjectNode out, Grant grant) {
    out.put("TmpSecretId", grant.credential().accessKeyId());
    out.put("TmpSecretKey", grant.credential().secretAccessKey());
    out.put("Token", grant.credential().securityToken());
  }

  private AssumableRole byKey(Call call, ObjectNode body, Instant now) throws Refusal {
    Authorization authorization =
        Authorization.parse(
            call.header("Authorization"),
            TencentSignature.ALGORITHM,
            "Credential",
            "SignedHeaders",
            "Signature");
    if (authorization == null) {
      throw refusal("AuthFailure.InvalidAuthorization", "The header has another form.");
    }
    String[] scope = authorization.part("Credential").split("/");
    Credential key = roles.caller(VENDOR, scope[0]);
    if (key == null) {
      throw refusal("AuthFailure.SecretIdNotFound", "The SecretId is not found.");
    }
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(call.header("X-TC-Timestamp")));
    if (Duration.between(signedAt, now).abs().compareTo(WINDOW) > 0) {
      throw refusal("AuthFailure.SignatureExpire", "Signature expired.");
    }
    String expected =
        TencentSignature.expected(call, key, authorization.signedHeaders(), scope[1], scope[2]);
    boolean dated = scope[1].equals(LocalDate.ofInstant(signedAt, ZoneOffset.UTC).toString());
    if (!dated || !expected.equals(authorization.part("Signature"))) {
      throw refusal("AuthFailure.SignatureFailure", "The signature could not be validated.");
    }
    AssumableRole role = roles.find(VENDOR, body.path("RoleArn").asText());
    String id = body.path("ExternalId").asText(null);
    if (role == null || role.key() == null || !role.key().equals(key) || !role.isFor(id)) {
      throw refusal("UnauthorizedOperation", "You are not authorized to assume the role.");
    }
    return session(role, body);
  }

  private AssumableRole byToken(Call call, ObjectNode body) throws Refusal {
    if (!"SKIP".equals(call.header("Authorization")) || call.header("X-TC-Token") != null) {
      throw refusal("AuthFailure.InvalidAuthorization", "This action is not signed.");
    }
    AssumableRole role = roles.find(VENDOR, body.path("RoleArn").asText());
    String token = body.path("WebIdentityToken").asText();
    if (role == null || !role.isFor(body.path("ProviderId").asText(), token)) {
      throw refusal("InvalidParameter.WebIdentityTokenError", "Invalid token " + token);
    }
    return session(role, body);
  }

  private static AssumableRole session(AssumableRole role, ObjectNode body) throws Refusal {
    if (!body.path("RoleSessionName").asText().matches("[\\w+=,.@_-]{2,128}")) {
      throw refusal("InvalidParameter.ParamError", "The session name is not valid.");
    }
    return role;
  }

  private Answer metadata(Call call, Instant now) {
    AssumableRole role = roles.ofMachine(VENDOR);
    String asked = call.path().substring(METADATA.length());
    if (role == null || !asked.isEmpty() && !asked.equals(role.name())) {
      return Answer.of(404, "not found");
    }
    if (asked.isEmpty()) {
      return Answer.of(200, role.name());
    }
    Grant grant = roles.grant(role, 21_600, now);
    ObjectNode body = Json.object();
    credentials(body, grant);
    body.put("ExpiredTime", grant.end().getEpochSecond()).put("Code", "Success");
    return Json.answer(200, body);
  }

  private static Refusal refusal(String code, String message) {
    return new Refusal(200, code, message);
  }
}
