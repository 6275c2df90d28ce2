package caravan.event.view;

import caravan.event.Address;
import caravan.event.Connection;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Quality;
import caravan.event.Tls;
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
        .put("url", certificate.url());
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

  /** Roles as short texts, for example {@code read@reports}. */
  static List<String> roles(List<DatabaseAccount.Role> roles) {
    return roles.stream().map(role -> role.role() + "@" + role.database()).toList();
  }

  /** An account as one text, for example {@code reports.alice}. */
  static String qualifiedName(DatabaseAccount account) {
    return account.database() + "." + account.name();
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
