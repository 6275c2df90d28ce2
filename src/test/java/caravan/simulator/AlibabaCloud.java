package caravan.simulator;

import caravan.model.Credential;
import caravan.model.Failure;
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
 * Alibaba Cloud's RPC style, signature V3. Errors come with status 4xx and the codes of the
 * vendor's common table and of the sheets.
 */
final class AlibabaCloud extends Cloud {

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

  private final Map<String, Boolean> nonces =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > NONCES_KEPT;
        }
      };

  AlibabaCloud(Clouds clouds, Gate gate) {
    super("alibaba_cloud", clouds, gate);
  }

  @Override
  boolean owns(Call call) {
    return call.header("x-acs-action") != null;
  }

  @Override
  Sheet sheet(Call call) {
    return operation(call.header("x-acs-action"), call.header("x-acs-version"));
  }

  @Override
  Answer answer(Call call, Instant now) {
    String requestId = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    ObjectNode body = Json.object();
    int status = 200;
    try {
      body = describe(call, authenticate(call, now), requestId);
    } catch (Refusal refusal) {
      status = refusal.status();
      body.put("RequestId", requestId)
          .put("HostId", call.header("Host"))
          .put("Code", refusal.code())
          .put("Message", refusal.getMessage())
          .put("Recommend", "https://api.example/troubleshoot?q=" + refusal.code());
    }
    return Json.answer(status, body).header("x-acs-request-id", requestId);
  }

  private Account<? extends Resource> authenticate(Call call, Instant now) throws Refusal {
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
    Account<? extends Resource> account = signer(authorization.part("Credential"));
    if (account == null) {
      throw new Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }
    Credential credential = credential(account, authorization.part("Credential"));
    checkToken(call, credential);
    if (!hasToken(credential, call.header("x-acs-security-token"), now)) {
      throw new Refusal(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
    }
    boolean hashed =
        AlibabaSignature.payloadHash(call.body()).equals(call.header("x-acs-content-sha256"));
    List<String> signed = authorization.signedHeaders();
    if (!hashed
        || !AlibabaSignature.expected(call, credential, signed)
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

  private ObjectNode describe(Call call, Account<? extends Resource> account, String requestId)
      throws Refusal {
    Sheet sheet = sheet(call);
    if (sheet == null) {
      throw new Refusal(404, "InvalidApi.NotFound", "Specified api is not found.");
    }
    if (!sheet.api().source().version().equals(call.header("x-acs-version"))) {
      throw new Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.");
    }
    if (!admits(sheet, account)) {
      throw new Refusal(400, "Throttling.User", "Request was denied due to user flow control.");
    }
    return list(sheet, call, account, call.parameters(), requestId);
  }

  @Override
  Refusal missing(String name) {
    return new Refusal(
        403, "MissingParameter", "The input parameter " + name + " is mandatory for this action.");
  }

  @Override
  Refusal invalid(Sheet sheet, String name) {
    return new Refusal(400, "InvalidParameter", "The specified " + name + " is invalid.");
  }

  @Override
  Refusal notFound(Sheet sheet) {
    String code = sheet.code(Failure.NOT_FOUND, "InvalidInstanceId.NotFound");
    int status = code.endsWith(".NotFound") ? 404 : 400;
    return new Refusal(status, code, "The specified instance does not exist.");
  }
}
