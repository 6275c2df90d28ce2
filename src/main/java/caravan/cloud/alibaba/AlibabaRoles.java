package caravan.cloud.alibaba;

import caravan.cloud.ErrorTable;
import caravan.cloud.Query;
import caravan.cloud.Query.Parameter;
import caravan.cloud.RoleCalls;
import caravan.cloud.RoleExchange;
import caravan.cloud.RoleExchange.Answer;
import caravan.cloud.Timestamps;
import caravan.model.Failure;
import caravan.model.Mistake;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Roles of Alibaba Cloud: {@code AssumeRole} and {@code AssumeRoleWithOIDC} of its STS, and the
 * role of an ECS instance.
 *
 * @see <a
 *     href="https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-overview">Security
 *     Token Service</a>
 */
@Singleton
public final class AlibabaRoles implements RoleCalls {

  private static final String VERSION = "2015-04-01";
  private static final String METADATA = "http://100.100.100.200";
  private static final String PATH = "/latest/meta-data/ram/security-credentials/";
  private static final Pattern ROLE = Pattern.compile("acs:ram::[0-9]+:role/[\\w.-]{1,64}");
  private static final Pattern PROVIDER =
      Pattern.compile("acs:ram::[0-9]+:oidc-provider/[\\w.-]{1,128}");
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");
  private static final String[] CREDENTIAL = {
    "AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"
  };

  private static final ErrorTable ERRORS =
      new ErrorTable(
          """
          CLOCK InvalidTimeStamp.Expired
          PERMISSION NoPermission* Forbidden* EntityNotExist*
          AUTHENTICATION SignatureDoesNotMatch IncompleteSignature InvalidAccessKeyId*
          AUTHENTICATION InvalidSecurityToken* AuthenticationFail* InvalidTimeStamp*
          THROTTLED Throttling*
          TRANSIENT ServiceUnavailable* InternalError*
          """);

  private final AlibabaSigner signer = new AlibabaSigner();

  @Override
  public String vendor() {
    return "alibaba_cloud";
  }

  @Override
  public Optional<Mistake> mistake(Role role) {
    if (role.provider() != null && !PROVIDER.matcher(role.provider()).matches()) {
      String example = "acs:ram::1000000000000001:oidc-provider/cluster";
      return Optional.of(
          new Mistake(
              "provider",
              "the value is not an OIDC provider of RAM",
              "Write for example " + example + "."));
    }
    return role.proof() == Role.Proof.MACHINE
        ? role.nameMistake(NAME, false, "caravan-read")
        : role.nameMistake(ROLE, true, "acs:ram::1000000000000001:role/caravan-read");
  }

  @Override
  public TemporaryCredential assume(Role role, RoleExchange exchange) throws IOException {
    if (role.proof() == Role.Proof.MACHINE) {
      return ofMachine(role, exchange);
    }
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("RoleArn", role.name()));
    parameters.add(new Parameter("RoleSessionName", role.session()));
    parameters.add(new Parameter("DurationSeconds", Long.toString(role.duration().toSeconds())));
    Answer answer =
        role.proof() == Role.Proof.KEY
            ? byKey(role, exchange, parameters)
            : byToken(role, exchange, parameters);
    String code = answer.json().path("Code").asText("");
    if (!answer.ok() || !code.isEmpty()) {
      String message = answer.json().path("Message").asText(null);
      throw new PageFailure(ERRORS.error(code, message, answer.status()), null);
    }
    return answer.credential(answer.json().path("Credentials"), CREDENTIAL);
  }

  private Answer byKey(Role role, RoleExchange exchange, List<Parameter> parameters)
      throws IOException {
    if (role.externalId() != null) {
      parameters.add(new Parameter("ExternalId", role.externalId()));
    }
    Request request =
        request(role, new Query(parameters).encoded(), "")
            .with("x-acs-action", "AssumeRole", "x-acs-version", VERSION);
    return exchange.send(signer, request, exchange.secret());
  }

  /** Not signed, and the token goes into the body, where no log of an address holds it. */
  private static Answer byToken(Role role, RoleExchange exchange, List<Parameter> parameters)
      throws IOException {
    parameters.add(new Parameter("OIDCProviderArn", role.provider()));
    parameters.add(new Parameter("OIDCToken", exchange.secret().secretAccessKey()));
    Query query =
        new Query(
            List.of(
                new Parameter("Action", "AssumeRoleWithOIDC"),
                new Parameter("Format", "JSON"),
                new Parameter("Version", VERSION),
                new Parameter("Timestamp", Timestamps.extended(exchange.now())),
                new Parameter("SignatureNonce", UUID.randomUUID().toString())));
    return exchange.send(
        request(role, query.encoded(), new Query(parameters).encoded())
            .with("Content-Type", "application/x-www-form-urlencoded"));
  }

  private static Request request(Role role, String query, String body) {
    String host =
        role.region() == null ? "sts.aliyuncs.com" : "sts." + role.region() + ".aliyuncs.com";
    String endpoint = role.endpoint() == null ? "https://" + host : role.endpoint();
    Request plain = RoleExchange.request("POST", endpoint, "/", body);
    return new Request(
        plain.method(),
        plain.scheme(),
        plain.host(),
        plain.path(),
        query,
        Map.of("Accept", "application/json"),
        plain.body());
  }

  private static TemporaryCredential ofMachine(Role role, RoleExchange exchange)
      throws IOException {
    String endpoint = role.endpoint() == null ? METADATA : role.endpoint();
    Answer handshake =
        exchange.metadata(
            "PUT", endpoint, "/latest/api/token", "X-aliyun-ecs-metadata-token-ttl-seconds", "300");
    String token = handshake.text().strip();
    if (!handshake.ok() || token.isEmpty()) {
      // Without one, whatever can make this machine send a plain GET would get the credential.
      String message = "the metadata service hands out no token; set it to the hardened mode";
      throw new PageFailure(
          PollError.of(Failure.PERMISSION, "no_metadata_token", message, handshake.status()), null);
    }
    Answer list = get(exchange, endpoint, PATH, token).found();
    String name = RoleExchange.onlyRole(role, list, NAME);
    Answer answer = get(exchange, endpoint, PATH + name, token).found().succeeded();
    return answer.credential(answer.json(), CREDENTIAL);
  }

  private static Answer get(RoleExchange exchange, String endpoint, String path, String token)
      throws IOException {
    return exchange.metadata("GET", endpoint, path, "X-aliyun-ecs-metadata-token", token);
  }

  @Override
  public String policies(Role role) {
    String trusted =
        switch (role.proof()) {
          case KEY -> "{\"RAM\": [\"acs:ram::<account of the key>:root\"]}";
          case WEB_IDENTITY -> "{\"Federated\": [\"%s\"]}".formatted(role.provider());
          case MACHINE -> "{\"Service\": [\"ecs.aliyuncs.com\"]}";
        };
    String trust =
        """
        {
          "Version": "1",
          "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": %s%s}
          ]
        }"""
            .formatted(trusted, condition(role));
    String caller =
        """
        {
          "Version": "1",
          "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "%s"}
          ]
        }"""
            .formatted(role.name());
    return RoleExchange.kit(trust, role.proof() == Role.Proof.KEY ? caller : null);
  }

  private static String condition(Role role) {
    return role.externalId() == null
        ? ""
        : ", \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"<externalId>\"}}";
  }
}
