package caravan.view;

import caravan.model.Address;
import caravan.model.Client;
import caravan.model.Connection;
import caravan.model.DatabaseAccount;
import caravan.model.Event;
import caravan.model.Kind;

/** What OCSF has no attribute for, in the event's own words: {@code unmapped.caravan}. */
final class OcsfUnmapped {

  private OcsfUnmapped() {}

  static void write(Event event, Document out) {
    out.put("kind", event.kind().wire())
        .put("subject", event.subject())
        .put("incarnation", Fragments.text(event.incarnation()))
        .put("revision", event.revision())
        .put("content_hash", event.contentHash())
        .put("trigger", event.snapshot().trigger())
        .put("resource_uid", event.scope().resourceUid())
        .put("project_id", event.scope().target().projectId())
        .put("end_reason", event.endReason())
        .put("window", Fragments.window(event.window()))
        .putAll("quality", Fragments.quality(event.quality()));
    if (event.connection() != null) {
      writeConnection(event.connection(), out);
    }
    if (event.client() != null) {
      writeClient(event.client(), Asset.of(event) == Asset.VPN_GATEWAY, out);
    }
    if (event.kind() == Kind.ENDPOINT_TLS_CHANGED) {
      out.put("tls", Fragments.tls(event.tls()));
    }
    if (event.account() != null && event.account().changes() != null) {
      DatabaseAccount.Changes changes = event.account().changes();
      out.putTexts("roles_granted", Fragments.roles(changes.granted()))
          .putTexts("roles_revoked", Fragments.roles(changes.revoked()));
    }
  }

  private static void writeConnection(Connection connection, Document out) {
    out.put("granularity", connection.granularity())
        .put("count", connection.count())
        .put("count_delta", connection.countDelta())
        .put("duration_min_ms", connection.durationMinMs())
        .put("duration_max_ms", connection.durationMaxMs());
  }

  private static void writeClient(Client client, boolean tunnel, Document out) {
    Address address = client.address();
    out.put("client_internal", client.internal());
    if (!OcsfConnection.isPlain(address)) {
      out.put("client_address", Fragments.address(address));
    }
    if (address != null && !"peer".equals(address.role())) {
      out.put("client_address_role", address.role());
    }
    // Only the tunnel class has places for the inner address and the user.
    if (!tunnel || !OcsfConnection.isPlain(client.virtualAddress())) {
      out.put("client_virtual_address", Fragments.address(client.virtualAddress()));
    }
    if (client.user() != null) {
      out.put("user_origin", client.user().origin());
      out.put("user_name", tunnel ? null : client.user().name());
    }
  }
}
