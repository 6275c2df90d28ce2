package caravan.simulator;

import caravan.model.Credential;
import caravan.model.Failure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Tencent Cloud API 3.0. Errors come with status 200 inside {@code Response}, codes as in the
 * vendor's list of common error codes and on the pages of the APIs.
 */
final class TencentCloud extends Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int OK = 200;

  TencentCloud(Clouds clouds, Gate gate) {
    super("tencent_cloud", clouds, gate);
  }

  @Override
  boolean owns(Call call) {
    String authorization = call.header("Authorization");
    return call.header("X-TC-Action") != null
        || authorization != null && authorization.startsWith(TencentSignature.ALGORITHM);
  }

  @Override
  Sheet sheet(Call call) {
    return operation(call.header("X-TC-Action"), call.header("X-TC-Version"));
  }

  @Override
  Answer answer(Call call, Instant now) {
    String requestId = UUID.randomUUID().toString();
    try {
      return Json.answer(OK, describe(call, authenticate(call, now), requestId));
    } catch (Refusal refusal) {
      ObjectNode envelope = Json.object();
      ObjectNode response = envelope.putObject("Response");
      response.putObject("Error").put("Code", refusal.code()).put("Message", refusal.getMessage());
      response.put("RequestId", requestId);
      return Json.answer(OK, envelope);
    }
  }

  private Account<? extends Resource> authenticate(Call call, Instant now) throws Refusal {
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
    Account<? extends Resource> account = signer(scope[0]);
    if (account == null) {
      throw refusal("AuthFailure.SecretIdNotFound", "The SecretId is not found.");
    }
    Credential credential = credential(account, scope[0]);
    Instant signedAt = timestamp(call);
    if (Duration.between(signedAt, now).abs().compareTo(WINDOW) > 0) {
      throw refusal(
          "AuthFailure.SignatureExpire",
          "Signature expired: the timestamp is more than 5 minutes from the server time.");
    }
    List<String> signed = authorization.signedHeaders();
    String day = LocalDate.ofInstant(signedAt, ZoneOffset.UTC).toString();
    boolean scoped = scope[1].equals(day) && isService(scope[2], call);
    if (!scoped
        || !signed.containsAll(Set.of("content-type", "host"))
        || !TencentSignature.expected(call, credential, signed, scope[1], scope[2])
            .equals(authorization.part("Signature"))) {
      throw refusal(
          "AuthFailure.SignatureFailure", "The signature of the request could not be validated.");
    }
    if (!hasToken(credential, call.header("X-TC-Token"), now)) {
      throw refusal("AuthFailure.TokenFailure", "The token of the request is not valid.");
    }
    return account;
  }

  /**
   * The vendor's SDK takes the service from the first label of the host, whatever the host is, so a
   * client that is pointed at the simulator by address says something else than {@code mongodb}.
   */
  private boolean isService(String stated, Call call) {
    Sheet sheet = sheet(call);
    return sheet == null
        || stated.equals(sheet.api().source().service())
        || stated.equals(call.header("Host").split("[.:]")[0]);
  }

  private static Instant timestamp(Call call) throws Refusal {
    String seconds = call.header("X-TC-Timestamp");
    if (seconds == null) {
      throw absent("X-TC-Timestamp");
    }
    try {
      return Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (NumberFormatException e) {
      throw refusal("InvalidParameterValue", "X-TC-Timestamp is no number of seconds.");
    }
  }

  private ObjectNode describe(Call call, Account<? extends Resource> account, String requestId)
      throws Refusal {
    Sheet sheet = sheet(call);
    if (sheet == null) {
      throw refusal("InvalidAction", "The action of the request is unknown.");
    }
    if (!call.method().equals("POST")) {
      throw refusal("UnsupportedProtocol", "This action is answered to POST only.");
    }
    if (!admits(sheet, account)) {
      throw refusal(
          "RequestLimitExceeded",
          "The frequency limit of "
              + limit(sheet)
              + " requests per second is exceeded. Please reduce the frequency of calls.");
    }
    if (!sheet.api().source().version().equals(call.header("X-TC-Version"))) {
      throw refusal("NoSuchVersion", "The version of the request does not exist.");
    }
    if (call.header("X-TC-Region") == null || call.header("X-TC-Region").isEmpty()) {
      throw missing("X-TC-Region");
    }
    ObjectNode body = Json.parse(call.body());
    if (body == null) {
      throw refusal("InvalidParameter", "The body is no JSON object.");
    }
    Map<String, String> parameters = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : body.properties()) {
      if (!sheet.knows(one.getKey())) {
        throw refusal(
            "UnknownParameter", "The parameter `" + one.getKey() + "` is not recognized.");
      }
      if (!sheet.api().request().parameters().containsKey(one.getKey())
          && !one.getValue().isIntegralNumber()) {
        throw refusal("InvalidParameter", "The parameter `" + one.getKey() + "` is no integer.");
      }
      parameters.put(one.getKey(), one.getValue().asText());
    }
    return list(sheet, call, account, parameters, requestId);
  }

  @Override
  Refusal missing(String name) {
    return absent(name);
  }

  @Override
  Refusal invalid(Sheet sheet, String name) {
    return refusal("InvalidParameterValue", "The parameter `" + name + "` is out of range.");
  }

  @Override
  Refusal notFound(Sheet sheet) {
    return refusal(
        sheet.code(Failure.NOT_FOUND, "ResourceNotFound"), "The instance was not found.");
  }

  private static Refusal absent(String name) {
    return refusal(
        "MissingParameter", "The request is missing a required parameter `" + name + "`.");
  }

  private static Refusal refusal(String code, String message) {
    return new Refusal(OK, code, message);
  }
}
