package caravan.event.view;

import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Tls;

/** What OCSF has no attribute for, in the event's own words: {@code unmapped.caravan}. */
final class OcsfUnmapped {

  private OcsfUnmapped() {}

  static void write(Event event, ViewDocument out) {
    SharedFields.write(event, out);
    out.put("trigger", event.snapshot().trigger())
        .put("resource_uid", event.scope().resourceUid())
        .put("engine", event.scope().api().source().publishedEngine())
        .put("project_id", event.scope().target().projectId());
    if (event.facts() instanceof ConnectionFacts facts) {
      writeConnection(facts.connection(), out);
      if (facts.client() != null) {
        writeClient(facts.client(), SharedFields.isGateway(event), out);
      }
    } else if (event.facts() instanceof Tls tls && event.kind() == Kind.ENDPOINT_TLS_CHANGED) {
      out.put("tls", SharedFields.tls(tls));
    } else if (event.facts() instanceof DatabaseAccount account) {
      writeAccount(account, out);
    } else if (event.facts() instanceof Asset asset) {
      out.put("previous", SharedFields.state(asset.previous()));
    }
  }

  private static void writeConnection(Connection connection, ViewDocument out) {
    out.put("granularity", connection.granularity())
        .put("count", connection.count())
        .put("count_delta", connection.countDelta())
        .put("database", connection.database())
        .put("duration_min_ms", connection.durationMinMs())
        .put("duration_max_ms", connection.durationMaxMs());
  }

  private static void writeAccount(DatabaseAccount account, ViewDocument out) {
    SharedFields.write(account, out.in("account"));
    DatabaseAccount.Changes changes = account.changes();
    if (changes != null) {
      out.put("roles_granted", SharedFields.roles(changes.granted()))
          .put("roles_revoked", SharedFields.roles(changes.revoked()))
          .put("previous", SharedFields.access(changes.previous()));
    }
  }

  private static void writeClient(Client client, boolean tunnel, ViewDocument out) {
    Address address = client.address();
    out.put("client_internal", client.internal());
    if (!OcsfConnection.isPlain(address)) {
      out.put("client_address", address, Address::write);
    }
    if (address != null && !"peer".equals(address.role())) {
      out.put("client_address_role", address.role());
    }
    // Only the tunnel class has places for the inner address and the user.
    if (!tunnel || !OcsfConnection.isPlain(client.virtualAddress())) {
      out.put("client_virtual_address", client.virtualAddress(), Address::write);
    }
    if (client.user() != null) {
      out.put("user_origin", client.user().origin());
      out.put("user_name", tunnel ? null : client.user().name());
    }
  }
}
