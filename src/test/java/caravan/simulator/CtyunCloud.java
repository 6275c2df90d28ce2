package caravan.simulator;

import caravan.simulator.DocumentDatabase.DatabaseUser;
import caravan.simulator.DocumentDatabase.Role;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CTYun document database v1. The body decides, not the status: {@code statusCode} is the number
 * 800 or 900, or a text {@code CTAPI_...} when the gateway itself refuses.
 */
final class CtyunCloud implements Cloud {

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int MAX_PAGE = 100;
  private static final Pattern PATH =
      Pattern.compile("(/DDS2)?/v1/accountsOpenApi/describeAccounts");
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(\\S+) Headers=(\\S+) Signature=(\\S+)");

  /** The clock on the wire is Beijing's, whatever its trailing {@code Z} says. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.ofHours(8));

  private final Clouds clouds;
  private final Gate gate;

  CtyunCloud(Clouds clouds, Gate gate) {
    this.clouds = clouds;
    this.gate = gate;
  }

  @Override
  public String api(Call call) {
    if (PATH.matcher(call.path()).matches()) {
      return Simulator.CTYUN_ACCOUNTS;
    }
    return call.header("Eop-Authorization") == null ? null : Simulator.UNKNOWN;
  }

  @Override
  public Answer answer(Call call, Instant now) {
    try {
      if (api(call).equals(Simulator.UNKNOWN) || !call.method().equals("GET")) {
        throw new Refusal(404, "CTAPI_10004", "ctyun-EOP: the api does not exist");
      }
      Account<DocumentDatabase> account = authenticate(call, now);
      if (!gate.admits(Simulator.CTYUN_ACCOUNTS, account.id())) {
        throw new Refusal(429, "900", "too many requests");
      }
      return describe(call, account);
    } catch (Refusal refusal) {
      return refuse(refusal);
    }
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

  private Account<DocumentDatabase> authenticate(Call call, Instant now) throws Refusal {
    String header = call.header("Eop-Authorization");
    Matcher authorization = AUTHORIZATION.matcher(header == null ? "" : header);
    if (!authorization.matches()) {
      throw badSignature();
    }
    Account<DocumentDatabase> account = clouds.ctyunSigner(authorization.group(1));
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

  private static Answer describe(Call call, Account<DocumentDatabase> account) throws Refusal {
    Map<String, String> parameters = call.parameters();
    String instanceId = parameters.getOrDefault("prodInstId", "");
    if (instanceId.isEmpty()) {
      throw new Refusal(200, "900", "prodInstId must not be empty");
    }
    DocumentDatabase database = account.find(instanceId);
    if (database == null) {
      throw new Refusal(200, "900", "the instance does not exist");
    }
    int pageNow = number(parameters, "pageNow", 1);
    int pageSize = Math.min(MAX_PAGE, number(parameters, "pageSize", 10));
    List<DatabaseUser> all = database.accounts();
    ObjectNode body = Json.object();
    body.put("statusCode", 800)
        .put(
            "message",
            "all database account information of the MongoDB instance is queried successfully");
    ObjectNode page = body.putObject("returnObj");
    page.put("total", all.size())
        .put("pages", (all.size() + pageSize - 1) / pageSize)
        .put("pageSize", pageSize);
    ArrayNode rows = page.putArray("list");
    all.stream()
        .skip((pageNow - 1L) * pageSize)
        .limit(pageSize)
        .forEach(user -> write(user, rows.addObject()));
    page.put("pageNow", pageNow);
    return Json.answer(200, body);
  }

  private static int number(Map<String, String> parameters, String name, int otherwise)
      throws Refusal {
    try {
      int value = Integer.parseInt(parameters.getOrDefault(name, Integer.toString(otherwise)));
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new Refusal(200, "900", name + " must be an integer");
    }
    throw new Refusal(200, "900", name + " must be at least 1");
  }

  private static void write(DatabaseUser user, ObjectNode row) {
    if (user.roles() == null) {
      row.putNull("roles");
    } else {
      ArrayNode roles = row.putArray("roles");
      for (Role role : user.roles()) {
        roles.addObject().put("role", role.role()).put("db", role.database());
      }
    }
    row.put("user", user.user()).put("db", user.database());
  }
}
