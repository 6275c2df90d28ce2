package caravan.simulator;

import caravan.model.Credential;
import caravan.model.Failure;
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

/**
 * Huawei Cloud's REST style. Two error envelopes, as the vendor has them: the gateway speaks {@code
 * error_code} and {@code error_msg}, the service {@code code} and {@code message}. The gateway also
 * locks an access key after more than five failures in a row, for five minutes.
 */
final class HuaweiCloud extends Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final Duration LOCK = Duration.ofMinutes(5);
  private static final int FAILURES_ALLOWED = 5;
  private static final DateTimeFormatter SIGNING_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Failures in a row and when the last one was. */
  private record Failures(int count, Instant last) {}

  private final Map<String, Failures> failures = new ConcurrentHashMap<>();

  HuaweiCloud(Clouds clouds, Gate gate) {
    super("huawei_cloud", clouds, gate);
  }

  @Override
  boolean owns(Call call) {
    String authorization = call.header("Authorization");
    return call.path().startsWith("/v5/")
        || authorization != null && authorization.startsWith(HuaweiSignature.ALGORITHM);
  }

  @Override
  Sheet sheet(Call call) {
    return sheet(one -> one.isAt(call.path().replaceFirst("(?<=.)/$", "")));
  }

  @Override
  Answer answer(Call call, Instant now) {
    String requestId = UUID.randomUUID().toString().replace("-", "");
    ObjectNode body = Json.object();
    int status = 200;
    try {
      Sheet sheet = sheet(call);
      if (sheet == null || !call.method().equals("GET")) {
        throw new Refusal(
            404,
            "APIGW.0101",
            "The API does not exist or has not been published in the environment");
      }
      var account = authenticate(call, sheet, now);
      body = list(sheet, call, account, call.parameters(), requestId);
    } catch (Refusal refusal) {
      status = refusal.status();
      refuse(body, refusal, requestId);
    }
    return Json.answer(status, body).header("X-Request-Id", requestId);
  }

  @Override
  int usualSize(boolean paged) {
    return paged ? super.usualSize(true) : Integer.MAX_VALUE;
  }

  @Override
  Refusal missing(String name) {
    return unauthorized("The header " + name + " is missing");
  }

  @Override
  Refusal invalid(Sheet sheet, String name) {
    return new Refusal(
        400,
        sheet.code(Failure.BAD_REQUEST, "DBS.280001"),
        "The parameter " + name + " is invalid.");
  }

  @Override
  Refusal notFound(Sheet sheet) {
    return new Refusal(
        404, sheet.code(Failure.NOT_FOUND, "DBS.280404"), "The resource does not exist.");
  }

  @Override
  Refusal foreign(Sheet sheet) {
    return new Refusal(
        403, sheet.code(Failure.PERMISSION, "APIGW.0302"), "No permission to access the project.");
  }

  /** Forgets the failures that lock access keys. */
  void unlock() {
    failures.clear();
  }

  private static void refuse(ObjectNode body, Refusal refusal, String requestId) {
    if (refusal.code().startsWith("APIGW.")) {
      body.put("error_code", refusal.code())
          .put("error_msg", refusal.getMessage())
          .put("request_id", requestId);
    } else {
      body.put("code", refusal.code()).put("message", refusal.getMessage());
    }
  }

  private Account<? extends Resource> authenticate(Call call, Sheet sheet, Instant now)
      throws Refusal {
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
    Account<? extends Resource> account = signer(key);
    if (account == null) {
      throw unauthorized("Get secretKey failed,ak:" + key + ",err:ak not exist");
    }
    Credential credential = credential(account, key);
    checkDate(call, now);
    List<String> signed = authorization.signedHeaders();
    if (!signed.containsAll(Set.of("host", "x-sdk-date"))
        || !HuaweiSignature.expected(call, credential, signed)
            .equals(authorization.part("Signature"))) {
      failures.put(key, new Failures(before.count() + 1, now));
      throw unauthorized("verify aksk signature fail");
    }
    failures.remove(key);
    if (!hasToken(credential, call.header("X-Security-Token"), now)) {
      throw unauthorized("decrypt token fail");
    }
    if (!admits(sheet, account)) {
      throw new Refusal(
          429,
          "APIGW.0308",
          "The throttling threshold has been reached: policy user over ratelimit,limit:"
              + limit(sheet)
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

  private static Refusal unauthorized(String what) {
    return new Refusal(401, "APIGW.0301", "Incorrect IAM authentication information: " + what);
  }
}
