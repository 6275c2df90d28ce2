package caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes an event as one line for people: time, vendor, verb, who from where, and the figures.
 * Markers become a dim line per poll, or a bright one when the poll was not complete.
 */
final class DemoPrinter {

  private static final int SHORT_ID = 18;

  /** What an event has where the vendor knows no databases. */
  private static final String NO_DATABASE = "-";

  private final Ink ink;
  private final DateTimeFormatter time;

  /**
   * A printer.
   *
   * @param ink colours
   * @param zone in which times are shown
   */
  DemoPrinter(Ink ink, ZoneId zone) {
    this.ink = ink;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  /** The line of an event, without a line end. */
  String line(JsonNode event) {
    String kind = event.path("kind").asText();
    String verb = kind.substring(kind.indexOf('.') + 1);
    return switch (kind.substring(0, Math.max(0, kind.indexOf('.')))) {
      case "connection" -> line(event, verb, connection(event), connectionFigures(event, verb));
      case "endpoint" -> line(event, verb.replace("tls_", ""), endpoint(event), tls(event));
      case "account" -> line(event, verb, account(event), roles(event));
      case "resource" -> line(event, verb, asset(event), status(event));
      case "snapshot" -> marker(event);
      default -> line(event, "?", clean(event.path("subject").asText()), clean(kind));
    };
  }

  private String line(JsonNode event, String verb, String who, String figures) {
    String vendor = vendor(event);
    return String.format(
            Locale.ROOT,
            "%s  %s  %-8s  %-50s  %s",
            time(event),
            ink.vendor(vendor, String.format(Locale.ROOT, "%-7s", vendor)),
            verb,
            who,
            figures + reason(event))
        .stripTrailing();
  }

  private String marker(JsonNode event) {
    JsonNode report = event.path("report");
    String verdict = report.path("status").asText();
    StringBuilder text = new StringBuilder();
    text.append(Units.count(report.path("received").asLong(), "row")).append(", ");
    long pages = report.path("pages_received").asLong();
    long expected = report.path("pages_expected").asLong(pages);
    text.append(
        expected == pages
            ? Units.count(pages, "page")
            : pages + " of " + Units.count(expected, "page"));
    long changes = report.path("events").asLong() - 1;
    boolean complete = verdict.equals("complete");
    text.append(", ").append(changes == 0 ? "no event" : Units.count(changes, "event"));
    if (!complete) {
      text.append("; ").append(words(report.path("reason").asText()));
      JsonNode error = report.path("error");
      if (!error.isMissingNode()) {
        text.append(" (").append(error.path("class").asText());
        text.append(error.has("code") ? " " + clean(error.path("code").asText()) : "").append(')');
      }
    }
    String line =
        String.format(
            Locale.ROOT,
            "%s  %-7s  %-8s  %-50s  %s",
            time(event),
            vendor(event),
            verdict,
            scope(event),
            text);
    return complete ? ink.dim(line) : ink.warning(line);
  }

  private String time(JsonNode event) {
    return time.format(Instant.parse(event.path("observed_at").asText()));
  }

  private static String vendor(JsonNode event) {
    String name = event.path("source").path("vendor").asText();
    return clean(name.replace("_cloud", ""));
  }

  /** Operation and resource of a poll, and the user where a poll lists a single one. */
  private static String scope(JsonNode event) {
    String path = event.path("snapshot").path("scope").asText();
    String[] end = path.substring(path.indexOf("/poll/") + "/poll/".length()).split("/");
    String user =
        end.length > 1 ? " " + clean(URLDecoder.decode(end[1], StandardCharsets.UTF_8)) : "";
    return clean(end[0]) + " " + resource(event) + user;
  }

  private static String connection(JsonNode event) {
    JsonNode client = event.path("client");
    String address = clean(client.path("address").path("text").asText("unknown"));
    String user = clean(client.path("user").path("name").asText());
    return (user.isEmpty() ? address : user + " from " + address) + " at " + resource(event);
  }

  private static String connectionFigures(JsonNode event, String verb) {
    JsonNode connection = event.path("connection");
    List<String> figures = new ArrayList<>();
    if (connection.path("granularity").asText().equals("client_aggregate")) {
      long count = connection.path("count").asLong();
      long delta = connection.path("count_delta").asLong();
      figures.add(
          Units.count(count, "connection")
              + (delta == 0 ? "" : String.format(Locale.ROOT, " (%+d)", delta)));
      if (event.path("client").path("internal").asBoolean()) {
        figures.add("the vendor's own");
      }
      return String.join(", ", figures);
    }
    if (verb.equals("closed")) {
      if (connection.has("duration_max_ms")) {
        Duration most = Duration.ofMillis(connection.path("duration_max_ms").asLong());
        figures.add("after at most " + Units.duration(most));
      }
    } else if (connection.has("started_at") && !verb.equals("updated")) {
      Instant start = Instant.parse(connection.path("started_at").asText());
      Instant seen = Instant.parse(event.path("observed_at").asText());
      figures.add("for " + Units.duration(Duration.between(start, seen)));
    }
    JsonNode traffic = event.path("traffic");
    addTraffic(figures, traffic, "up", "bytes_from_client");
    addTraffic(figures, traffic, "down", "bytes_to_client");
    return String.join(", ", figures);
  }

  private static void addTraffic(
      List<String> figures, JsonNode traffic, String direction, String counter) {
    JsonNode total = traffic.path("total").path(counter);
    if (total.isMissingNode()) {
      return;
    }
    long more = traffic.path("delta").path(counter).asLong();
    figures.add(
        direction
            + " "
            + Units.bytes(total.asLong())
            + (more == 0 ? "" : " (+" + Units.bytes(more) + ")"));
  }

  private static String endpoint(JsonNode event) {
    return "TLS of " + resource(event);
  }

  private static String tls(JsonNode event) {
    JsonNode tls = event.path("tls");
    StringBuilder text = new StringBuilder(onOff(tls.path("enabled")));
    JsonNode before = tls.path("previous").path("enabled");
    if (!before.isMissingNode() && !before.equals(tls.path("enabled"))) {
      text.append(", was ").append(onOff(before));
    }
    JsonNode expiry = tls.path("certificate").path("expires_at");
    if (!expiry.isMissingNode()) {
      text.append(", certificate until ");
      text.append(Instant.parse(expiry.asText()).atOffset(ZoneOffset.UTC).toLocalDate());
    }
    return text.toString();
  }

  private static String onOff(JsonNode enabled) {
    return enabled.isMissingNode() ? "unknown" : enabled.asBoolean() ? "on" : "off";
  }

  private static String account(JsonNode event) {
    JsonNode account = event.path("account");
    String database = account.path("database").asText();
    String name = account.path("name").asText();
    return clean(database.equals(NO_DATABASE) ? name : database + "." + name)
        + " in "
        + resource(event);
  }

  private static String asset(JsonNode event) {
    JsonNode asset = event.path("asset");
    String name = clean(asset.path("name").asText());
    String id = clean(asset.path("id").asText());
    return name.isEmpty() ? id : name + " (" + id + ")";
  }

  private static String status(JsonNode event) {
    String status = clean(event.path("asset").path("status").asText());
    return status.isEmpty() ? "" : "status " + status;
  }

  private static String roles(JsonNode event) {
    JsonNode account = event.path("account");
    List<String> figures = new ArrayList<>();
    JsonNode changes = account.path("changes");
    if (changes.isMissingNode()) {
      figures.add(account.path("roles").isEmpty() ? noRoles(event) : names(account.path("roles")));
    } else {
      addRoles(figures, "granted", changes.path("roles_granted"));
      addRoles(figures, "revoked", changes.path("roles_revoked"));
    }
    if (account.path("superuser").asBoolean()) {
      figures.add("superuser");
    }
    return String.join("; ", figures);
  }

  private static String noRoles(JsonNode event) {
    for (JsonNode doubt : event.path("quality")) {
      if (doubt.path("code").asText().equals("not_stated")
          && doubt.path("path").asText().equals("account.roles")) {
        return "roles not stated";
      }
    }
    return "no roles";
  }

  private static void addRoles(List<String> figures, String verb, JsonNode roles) {
    if (!roles.isEmpty()) {
      figures.add(verb + " " + names(roles));
    }
  }

  private static String names(JsonNode roles) {
    List<String> names = new ArrayList<>();
    for (JsonNode role : roles) {
      String database = role.path("database").asText();
      String name = role.path("role").asText();
      names.add(clean(database.equals(NO_DATABASE) ? name : name + "@" + database));
    }
    return String.join(", ", names);
  }

  /** Why a subject ended, unless it simply is not listed any more. */
  private static String reason(JsonNode event) {
    String reason = event.path("end_reason").asText();
    return reason.isEmpty() || reason.equals("absent_from_snapshot")
        ? ""
        : " (" + words(reason) + ")";
  }

  private static String words(String code) {
    return clean(code).replace('_', ' ');
  }

  private static String resource(JsonNode event) {
    String id = clean(event.path("resource").path("id").asText());
    return id.length() <= SHORT_ID ? id : id.substring(0, 8) + "..";
  }

  /** Names come from the clouds; what a terminal would obey must not reach it. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
