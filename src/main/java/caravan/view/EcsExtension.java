package caravan.view;

import caravan.model.Api;
import caravan.model.Client;
import caravan.model.Connection;
import caravan.model.DatabaseAccount;
import caravan.model.Event;
import caravan.model.Scope;
import caravan.model.Traffic;
import java.util.List;

/** What ECS has no field for, in the event's own words: everything under {@code caravan}. */
final class EcsExtension {

  private EcsExtension() {}

  static void write(Event event, Document out) {
    out.put("schema_version", Event.SCHEMA_VERSION)
        .put("kind", event.kind().wire())
        .put("subject", event.subject())
        .put("incarnation", Fragments.text(event.incarnation()))
        .put("revision", event.revision())
        .put("content_hash", event.contentHash())
        .put("event_time_basis", event.eventTimeBasis())
        .put("end_reason", event.endReason())
        .put("window", Fragments.window(event.window()))
        .put("tls", Fragments.tls(event.tls()))
        .putAll("quality", Fragments.quality(event.quality()));
    writeSource(event, out);
    writeSnapshot(event, out.in("snapshot"));
    if (event.client() != null) {
      writeClient(event.client(), out.in("client"));
    }
    if (event.connection() != null) {
      writeConnection(event.connection(), out.in("connection"));
    }
    if (event.traffic() != null) {
      writeTraffic(event.traffic(), out.in("traffic"));
    }
    if (event.account() != null) {
      writeAccount(event.account(), out.in("account"));
    }
  }

  private static void writeSource(Event event, Document out) {
    Scope scope = event.scope();
    Api api = scope.api();
    out.in("source")
        .put("product", api.source().product())
        .put("api_version", api.source().version())
        .put("endpoint", api.request().endpointStated() ? scope.host() : null)
        .put("request_id", event.requestId());
    out.in("resource")
        .put("type", api.source().resourceType())
        .put("id", scope.resourceId())
        .put("uid", scope.resourceUid());
  }

  private static void writeSnapshot(Event event, Document out) {
    Event.Snapshot snapshot = event.snapshot();
    out.put("scope", event.scope().path())
        .put("poll_id", snapshot.pollId())
        .put("previous_poll_id", snapshot.previousPollId())
        .put("scheduled_at", Fragments.text(snapshot.scheduledAt()))
        .put("page", snapshot.page())
        .put("position", snapshot.position())
        .put("trigger", snapshot.trigger());
  }

  private static void writeClient(Client client, Document out) {
    out.put("internal", client.internal())
        .put("user_origin", client.user() == null ? null : client.user().origin())
        .put("address", client.address() == null ? null : Fragments.traits(client.address()))
        .put("virtual_address", Fragments.address(client.virtualAddress()));
  }

  private static void writeConnection(Connection connection, Document out) {
    out.put("granularity", connection.granularity())
        .put("state", connection.state())
        .put("count", connection.count())
        .put("count_delta", connection.countDelta())
        .put("tunnel", connection.tunnel())
        .put("vendor_id", connection.vendorId())
        .put("started_at", Fragments.text(connection.startedAt()))
        .put("duration_min_ms", connection.durationMinMs())
        .put("duration_max_ms", connection.durationMaxMs());
  }

  private static void writeTraffic(Traffic traffic, Document out) {
    out.put("measured_at", Fragments.text(traffic.measuredAt()));
    if (traffic.delta() != null) {
      out.in("delta")
          .put("bytes_from_client", traffic.delta().bytesFromClient())
          .put("bytes_to_client", traffic.delta().bytesToClient())
          .put("packets_from_client", traffic.delta().packetsFromClient())
          .put("packets_to_client", traffic.delta().packetsToClient())
          .put("since", Fragments.text(traffic.since()));
    }
  }

  private static void writeAccount(DatabaseAccount account, Document out) {
    out.put("superuser", account.superuser()).putAll("roles", roles(account.roles()));
    if (account.changes() != null) {
      out.in("changes")
          .putAll("roles_granted", roles(account.changes().granted()))
          .putAll("roles_revoked", roles(account.changes().revoked()));
    }
  }

  private static List<Document> roles(List<DatabaseAccount.Role> roles) {
    return roles.stream()
        .map(role -> new Document().put("role", role.role()).put("database", role.database()))
        .toList();
  }
}
