package caravan.cloud.huawei;

import caravan.cloud.ErrorTable;
import caravan.cloud.RoleCalls;
import caravan.cloud.RoleExchange;
import caravan.cloud.RoleExchange.Answer;
import caravan.model.Failure;
import caravan.model.Mistake;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Agencies of Huawei Cloud, assumed by its STS with a key; a user of an identity provider, whose
 * OIDC token IAM turns into a key; and the agency of a virtual machine.
 *
 * @see <a href="https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0002.html">Temporary
 *     access keys</a>
 */
@Singleton
public final class HuaweiRoles implements RoleCalls {

  private static final String METADATA = "http://169.254.169.254";
  private static final Pattern AGENCY =
      Pattern.compile("iam::[0-9a-zA-Z]+:agency:[\\w+=,.@/-]{1,256}");

  /** What a metadata service of the former kind says to the handshake. */
  private static final Set<Integer> NO_HANDSHAKE = Set.of(404, 405, 503);

  private static final ErrorTable ERRORS =
      new ErrorTable(
          """
          PERMISSION APIGW.0302 APIG.0302 PAP5* STS5.0103 IAM.0002 403
          AUTHENTICATION APIGW.030* APIG.030* IAM.0101 IAM.0001 401
          THROTTLED APIGW.0308 APIG.0308
          """);

  private final HuaweiSigner signer = new HuaweiSigner();

  @Override
  public String vendor() {
    return "huawei_cloud";
  }

  @Override
  public int lockAfter() {
    return 5;
  }

  @Override
  public Optional<Mistake> mistake(Role role) {
    if (role.proof() != Role.Proof.MACHINE && role.region() == null && role.endpoint() == null) {
      return Optional.of(
          new Mistake("region", "the key is missing", "Add it, for example region: cn-north-4."));
    }
    if (role.proof() == Role.Proof.KEY) {
      return role.nameMistake(
          AGENCY, true, "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:agency:caravan-read");
    }
    // What a machine hands out does not say of which agency it is.
    return role.name() == null
        ? Optional.empty()
        : Optional.of(
            new Mistake("role", "no agency is named with " + role.proof().text(), "Remove it."));
  }

  @Override
  public TemporaryCredential assume(Role role, RoleExchange exchange) throws IOException {
    return switch (role.proof()) {
      case KEY -> byKey(role, exchange);
      case WEB_IDENTITY -> byToken(role, exchange);
      case MACHINE -> ofMachine(role, exchange);
    };
  }

  private TemporaryCredential byKey(Role role, RoleExchange exchange) throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("agency_urn", role.name()).put("agency_session_name", role.session());
    body.put("duration_seconds", role.duration().toSeconds());
    if (role.externalId() != null) {
      body.put("external_id", role.externalId());
    }
    Request request = request(role, "sts", "/v5/agencies/assume", body);
    Answer answer = checked(exchange.send(signer, request, exchange.secret()));
    return answer.credential(
        answer.json().path("credentials"),
        "access_key_id",
        "secret_access_key",
        "security_token",
        "expiration");
  }

  /** IAM gives a token for the whole account, and a key for that token. */
  private static TemporaryCredential byToken(Role role, RoleExchange exchange) throws IOException {
    ObjectNode login = JsonNodeFactory.instance.objectNode();
    ObjectNode auth = login.putObject("auth");
    auth.putObject("id_token").put("id", exchange.secret().secretAccessKey());
    auth.putObject("scope").putObject("domain").put("id", role.accountId());
    Answer answer =
        checked(
            exchange.send(
                request(role, "iam", "/v3.0/OS-AUTH/id-token/tokens", login)
                    .with("X-Idp-Id", role.provider())));
    String token = answer.header().apply("X-Subject-Token");
    if (token == null || token.isEmpty()) {
      throw answer.unexpected("the answer holds no token");
    }
    exchange.hide(token);
    ObjectNode exchanged = JsonNodeFactory.instance.objectNode();
    ObjectNode identity = exchanged.putObject("auth").putObject("identity");
    identity.putArray("methods").add("token");
    identity.putObject("token").put("duration_seconds", role.duration().toSeconds());
    Request request = request(role, "iam", "/v3.0/OS-CREDENTIAL/securitytokens", exchanged);
    return credential(checked(exchange.send(request.with("X-Auth-Token", token))));
  }

  private static TemporaryCredential ofMachine(Role role, RoleExchange exchange)
      throws IOException {
    String endpoint = role.endpoint() == null ? METADATA : role.endpoint();
    Answer handshake =
        exchange.metadata(
            "PUT", endpoint, "/meta-data/latest/api/token", "X-Metadata-Token-Ttl-Seconds", "300");
    String[] headers = {};
    if (!NO_HANDSHAKE.contains(handshake.status())) {
      headers = new String[] {"X-Metadata-Token", checked(handshake).text().strip()};
    }
    Answer answer = exchange.metadata("GET", endpoint, "/openstack/latest/securitykey", headers);
    if (answer.status() == 404) {
      throw RoleExchange.noRole(answer.status());
    }
    return credential(checked(answer));
  }

  private static TemporaryCredential credential(Answer answer) throws PageFailure {
    return answer.credential(
        answer.json().path("credential"), "access", "secret", "securitytoken", "expires_at");
  }

  private static Request request(Role role, String service, String path, ObjectNode body) {
    String endpoint =
        role.endpoint() == null
            ? "https://" + service + "." + role.region() + ".myhuaweicloud.com"
            : role.endpoint();
    return RoleExchange.request("POST", endpoint, path, body.toString())
        .with("Content-Type", "application/json");
  }

  private static Answer checked(Answer answer) throws PageFailure {
    if (answer.ok()) {
      return answer;
    }
    JsonNode json = answer.json();
    JsonNode stated = json.path("error").isObject() ? json.path("error") : json;
    boolean gateway = stated.hasNonNull("error_code");
    String code = stated.path(gateway ? "error_code" : "code").asText("");
    String message = stated.path(gateway ? "error_msg" : "message").asText(null);
    PollError error = ERRORS.error(code, message, answer.status());
    String said = message == null ? "" : message;
    // One code stands for every refused signature; only the text tells them apart.
    Failure failure =
        said.contains("signature expired")
            ? Failure.CLOCK
            : said.contains("failed to reach the limit") ? Failure.LOCKED : error.failure();
    throw new PageFailure(PollError.of(failure, error.code(), message, answer.status()), null);
  }

  @Override
  public String policies(Role role) {
    String trusted =
        switch (role.proof()) {
          case KEY -> "{\"IAM\": [\"<account id of the key>\"]}";
          case WEB_IDENTITY -> "{\"Federated\": [\"%s\"]}".formatted(role.provider());
          case MACHINE -> "{\"Service\": [\"service.ECS\"]}";
        };
    String trust =
        """
        {
          "Version": "5.0",
          "Statement": [
            {"Effect": "Allow", "Action": ["sts:agencies:assume"], "Principal": %s}
          ]
        }"""
            .formatted(trusted);
    String caller =
        """
        {
          "Version": "5.0",
          "Statement": [
            {"Effect": "Allow", "Action": ["sts:agencies:assume"], "Resource": ["%s"]}
          ]
        }"""
            .formatted(role.name());
    return RoleExchange.kit(trust, role.proof() == Role.Proof.KEY ? caller : null);
  }
}
