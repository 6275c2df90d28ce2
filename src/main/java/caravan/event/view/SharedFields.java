package caravan.event.view;

import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Connection;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Quality;
import caravan.event.Tls;
import caravan.model.Api;
import java.util.List;

/** Parts of the event that both views carry unchanged. */
final class SharedFields {

  private SharedFields() {}

  /** Whether the event is the marker of a poll; markers have no view. */
  static boolean isMarker(Event event) {
    return event.report() != null;
  }

  /** Region of the scope, or null. */
  static String region(Event event) {
    String region = event.scope().target().region();
    return region.isEmpty() ? null : region;
  }

  /** Whether tunnels end at the resource; otherwise it is a database. */
  static boolean isGateway(Event event) {
    return event.scope().api().source().resourceKind() == Api.ResourceKind.VPN_GATEWAY;
  }

  /** What the resource is, in words for people. */
  static String resourceKind(Event event) {
    return isGateway(event) ? "VPN Gateway" : "Managed Database Instance";
  }

  /** Whether a fact that every event of its family has is a mere stand-in. */
  static boolean isNotStated(Event event, String path) {
    return event.quality().stream()
        .anyMatch(one -> Quality.NOT_STATED.equals(one.code()) && path.equals(one.path()));
  }

  /** What is known of an address besides its text and its IP. */
  static ViewDocument traits(Address address) {
    return new ViewDocument()
        .put("known_prefix", address.knownPrefix())
        .put("masked", address.masked())
        .put("port", address.port())
        .put("role", address.role())
        .put("scope", address.scope())
        .put("version", address.version())
        .put("zone", address.zone());
  }

  /** Transport security with what held before, or null. */
  static ViewDocument tls(Tls tls) {
    if (tls == null) {
      return null;
    }
    return new ViewDocument()
        .put("enabled", tls.enabled())
        .put("certificate", certificate(tls.certificate()))
        .put("min_version", tls.minVersion())
        .put("required", tls.required())
        .put("previous", tls(tls.previous()));
  }

  private static ViewDocument certificate(Tls.Certificate certificate) {
    if (certificate == null) {
      return null;
    }
    return new ViewDocument()
        .put("expires_at", certificate.expiresAt())
        .put("expires_at_text", certificate.expiresAtText())
        .put("expires_at_zone", certificate.expiresAtZone())
        .put("url", certificate.url())
        .put("common_name", certificate.commonName())
        .put("issuer", certificate.issuer())
        .put("serial_number", certificate.serialNumber());
  }

  /** Whether, from where and until when an account could be used, or null. */
  static ViewDocument access(DatabaseAccount.Access access) {
    return access == null
        ? null
        : new ViewDocument()
            .put("enabled", access.enabled())
            .put("expires_at", access.expiresAt())
            .put("hosts", access.hosts());
  }

  /** Writes what is known of an account and neither schema has a place for. */
  static void write(DatabaseAccount account, ViewDocument out) {
    DatabaseAccount.Details details = account.details();
    out.put("hosts", account.access().hosts())
        .put("expires_at", account.access().expiresAt())
        .put("expires_at_text", details.expiresAtText())
        .put("expires_at_zone", details.expiresAtZone())
        .put("created_at", details.createdAt())
        .put("password_changed_at", details.passwordChangedAt())
        .put("type", details.type());
  }

  /** What of a resource may change, or null. */
  static ViewDocument state(Asset.State state) {
    return state == null
        ? null
        : new ViewDocument()
            .put("members", state.members())
            .put("name", state.name())
            .put("network", state.network())
            .put("project", state.project())
            .put("running", state.running())
            .put("status", state.status())
            .put("tags", tags(state));
  }

  /** Tags as names and values, or null: their names are anybody's, and must not become fields. */
  static List<ViewDocument> tags(Asset.State state) {
    return state.tags() == null
        ? null
        : state.tags().entrySet().stream()
            .map(tag -> new ViewDocument().put("name", tag.getKey()).put("value", tag.getValue()))
            .toList();
  }

  /** Writes what every event states and neither schema has a place for. */
  static void write(Event event, ViewDocument out) {
    out.put("kind", event.kind().wire())
        .put("subject", event.subject())
        .put("incarnation", event.incarnation())
        .put("revision", event.revision())
        .put("content_hash", event.contentHash())
        .put("end_reason", event.endReason())
        .put("window", event.times().window(), Event.Window::write);
    if (!event.quality().isEmpty()) {
      out.putAll("quality", event.quality(), Quality::write);
    }
  }

  /** A database by its name; null where the vendor has no such level. */
  static String database(String database) {
    return DatabaseAccount.NO_DATABASE.equals(database) ? null : database;
  }

  /** Roles as short texts, for example {@code read@reports}. */
  static List<String> roles(List<DatabaseAccount.Role> roles) {
    return roles.stream()
        .map(
            role ->
                database(role.database()) == null
                    ? role.role()
                    : role.role() + "@" + role.database())
        .toList();
  }

  /** An account as one text, for example {@code reports.alice}. */
  static String qualifiedName(DatabaseAccount account) {
    String database = database(account.database());
    return database == null ? account.name() : database + "." + account.name();
  }

  /** The count of a connection; once closed, the count that ended, since it stands for none. */
  static long count(Connection connection) {
    boolean ended = connection.state().equals("closed") && connection.countDelta() != null;
    return ended ? -connection.countDelta() : connection.count();
  }

  /** A sum of two counts; null unless both are known and the sum can be written as one. */
  static Long sum(Long one, Long other) {
    return one == null || other == null || one > Long.MAX_VALUE - other ? null : one + other;
  }
}
