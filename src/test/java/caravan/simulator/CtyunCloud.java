package caravan.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CTYun's EOP style. The body decides, not the status: {@code statusCode} is the number 800 or 900,
 * or a text {@code CTAPI_...} when the gateway itself refuses.
 */
final class CtyunCloud extends Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(\\S+) Headers=(\\S+) Signature=(\\S+)");

  /** The clock on the wire is Beijing's, whatever its trailing {@code Z} says. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.ofHours(8));

  CtyunCloud(Clouds clouds, Gate gate) {
    super("ctyun", clouds, gate);
  }

  @Override
  boolean owns(Call call) {
    return call.header("Eop-Authorization") != null;
  }

  /** Some hosts want the name of the product before the path. */
  @Override
  Sheet sheet(Call call) {
    return sheet(
        one -> one.isAt(call.path()) || ("/DDS2" + one.api().request().path()).equals(call.path()));
  }

  @Override
  Answer answer(Call call, Instant now) {
    try {
      Sheet sheet = sheet(call);
      if (sheet == null || !call.method().equals("GET")) {
        throw new Refusal(404, "CTAPI_10004", "ctyun-EOP: the api does not exist");
      }
      Account<? extends Resource> account = authenticate(call, now);
      if (!admits(sheet, account)) {
        throw new Refusal(429, "900", "too many requests");
      }
      return Json.answer(200, list(sheet, call, account, call.parameters(), ""));
    } catch (Refusal refusal) {
      return refuse(refusal);
    }
  }

  @Override
  boolean lowersSizes() {
    return true;
  }

  @Override
  Refusal missing(String name) {
    return new Refusal(200, "900", name + " must not be empty");
  }

  @Override
  Refusal invalid(Sheet sheet, String name) {
    return new Refusal(200, "900", name + " must be an integer of at least 1");
  }

  @Override
  Refusal notFound(Sheet sheet) {
    return new Refusal(200, "900", "the instance does not exist");
  }

  private static Answer refuse(Refusal refusal) {
    ObjectNode body = Json.object();
    if (refusal.code().startsWith("CTAPI_")) {
      String number = refusal.code().substring("CTAPI_".length());
      body.put("requestId", UUID.randomUUID().toString())
          .put("error", number)
          .put("code", number)
          .put("message", refusal.getMessage())
          .put("eopErrCode", number)
          .put("statusCode", refusal.code());
      body.putObject("returnObj");
    } else {
      body.put("statusCode", 900).put("message", refusal.getMessage());
      body.putNull("returnObj");
    }
    return Json.answer(refusal.status(), body);
  }

  private Account<? extends Resource> authenticate(Call call, Instant now) throws Refusal {
    String header = call.header("Eop-Authorization");
    Matcher authorization = AUTHORIZATION.matcher(header == null ? "" : header);
    if (!authorization.matches()) {
      throw badSignature();
    }
    Account<? extends Resource> account = signer(authorization.group(1));
    if (account == null) {
      throw new Refusal(200, "CTAPI_10002", "ctyun-EOP: invalid AK/SK");
    }
    List<String> signed = Arrays.asList(authorization.group(2).split(";"));
    if (!Set.copyOf(signed).equals(Set.of("ctyun-eop-request-id", "eop-date"))
        || call.header("ctyun-eop-request-id") == null
        || !inWindow(call.header("eop-date"), now)
        || !CtyunSignature.expected(call, account.credential(), signed)
            .equals(authorization.group(3))) {
      throw badSignature();
    }
    return account;
  }

  private static boolean inWindow(String date, Instant now) {
    try {
      return date != null
          && Duration.between(DATE.parse(date, Instant::from), now).abs().compareTo(WINDOW) <= 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static Refusal badSignature() {
    return new Refusal(200, "CTAPI_10009", "ctyun-EOP: signature verification failed");
  }
}
