package caravan.cloud.tencent;

import caravan.cloud.ErrorTable;
import caravan.cloud.RoleCalls;
import caravan.cloud.RoleExchange;
import caravan.cloud.RoleExchange.Answer;
import caravan.model.Mistake;
import caravan.model.PageFailure;
import caravan.model.Request;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Roles of Tencent Cloud: {@code AssumeRole} and {@code AssumeRoleWithWebIdentity} of its STS, and
 * the role of a virtual machine.
 *
 * @see <a href="https://www.tencentcloud.com/document/product/1150">Security Token Service</a>
 */
@Singleton
public final class TencentRoles implements RoleCalls {

  private static final String ENDPOINT = "https://sts.tencentcloudapi.com";
  private static final String METADATA = "http://metadata.tencentyun.com";
  private static final String PATH = "/latest/meta-data/cam/security-credentials/";

  /** Where the vendor's own SDK asks; the service is the same everywhere. */
  private static final String REGION = "ap-guangzhou";

  private static final Pattern ROLE = Pattern.compile("qcs::cam::uin/[0-9]+:role(Name)?/[^/\\s]+");
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,128}");

  private static final ErrorTable ERRORS =
      new ErrorTable(
          """
          CLOCK AuthFailure.SignatureExpire
          PERMISSION AuthFailure.UnauthorizedOperation UnauthorizedOperation*
          PERMISSION ResourceNotFound.RoleNotFound
          AUTHENTICATION AuthFailure* InvalidParameter.WebIdentityTokenError
          THROTTLED RequestLimitExceeded*
          TRANSIENT InternalError* ServiceUnavailable*
          """);

  private final TencentSigner signer = new TencentSigner();

  @Override
  public String vendor() {
    return "tencent_cloud";
  }

  @Override
  public Optional<Mistake> mistake(Role role) {
    return role.proof() == Role.Proof.MACHINE
        ? role.nameMistake(NAME, false, "caravan-read")
        : role.nameMistake(ROLE, true, "qcs::cam::uin/100000000001:roleName/caravan-read");
  }

  @Override
  public TemporaryCredential assume(Role role, RoleExchange exchange) throws IOException {
    if (role.proof() == Role.Proof.MACHINE) {
      return ofMachine(role, exchange);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("RoleArn", role.name()).put("RoleSessionName", role.session());
    body.put("DurationSeconds", role.duration().toSeconds());
    Answer answer;
    if (role.proof() == Role.Proof.WEB_IDENTITY) {
      body.put("ProviderId", role.provider());
      body.put("WebIdentityToken", exchange.secret().secretAccessKey());
      Request request = request(role, "AssumeRoleWithWebIdentity", body);
      answer =
          exchange.send(
              request.with(
                  "Authorization",
                  "SKIP",
                  "X-TC-Timestamp",
                  Long.toString(exchange.now().getEpochSecond())));
    } else {
      if (role.externalId() != null) {
        body.put("ExternalId", role.externalId());
      }
      answer = exchange.send(signer, request(role, "AssumeRole", body), exchange.secret());
    }
    JsonNode response = answer.json().path("Response");
    JsonNode error = response.path("Error");
    if (error.isObject() || !answer.ok()) {
      throw new PageFailure(
          ERRORS.error(
              error.path("Code").asText(""), error.path("Message").asText(null), answer.status()),
          null);
    }
    ObjectNode credentials =
        response.path("Credentials").deepCopy() instanceof ObjectNode one
            ? one
            : JsonNodeFactory.instance.objectNode();
    credentials.set("ExpiredTime", response.path("ExpiredTime"));
    return answer.credential(credentials, "TmpSecretId", "TmpSecretKey", "Token", "ExpiredTime");
  }

  private static Request request(Role role, String action, ObjectNode body) {
    String endpoint = role.endpoint() == null ? ENDPOINT : role.endpoint();
    return RoleExchange.request("POST", endpoint, "/", body.toString())
        .with(
            "Content-Type",
            "application/json; charset=utf-8",
            "X-TC-Action",
            action,
            "X-TC-Version",
            "2018-08-13",
            "X-TC-Region",
            role.region() == null ? REGION : role.region());
  }

  private static TemporaryCredential ofMachine(Role role, RoleExchange exchange)
      throws IOException {
    String endpoint = role.endpoint() == null ? METADATA : role.endpoint();
    Answer list = exchange.metadata("GET", endpoint, PATH).found();
    String name = RoleExchange.onlyRole(role, list, NAME);
    Answer answer = exchange.metadata("GET", endpoint, PATH + name).found().succeeded();
    return answer.credential(answer.json(), "TmpSecretId", "TmpSecretKey", "Token", "ExpiredTime");
  }

  @Override
  public String policies(Role role) {
    String trusted =
        switch (role.proof()) {
          case KEY -> "{\"qcs\": [\"qcs::cam::uin/<uin of the key's account>:root\"]}";
          case WEB_IDENTITY ->
              "{\"federated\": [\"qcs::cam::uin/<uin of the role>:oidc-provider/%s\"]}"
                  .formatted(role.provider());
          case MACHINE -> "{\"service\": [\"cvm.qcloud.com\"]}";
        };
    String action =
        role.proof() == Role.Proof.WEB_IDENTITY
            ? "name/sts:AssumeRoleWithWebIdentity"
            : "name/sts:AssumeRole";
    String trust =
        """
        {
          "version": "2.0",
          "statement": [
            {"effect": "allow", "action": ["%s"], "principal": %s}
          ]
        }"""
            .formatted(action, trusted);
    String caller =
        """
        {
          "version": "2.0",
          "statement": [
            {"effect": "allow", "action": ["sts:AssumeRole"], "resource": ["%s"]}
          ]
        }"""
            .formatted(role.name());
    return RoleExchange.kit(trust, role.proof() == Role.Proof.KEY ? caller : null);
  }
}
