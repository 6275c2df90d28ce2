package caravan.event.view;

import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Event;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.model.Api;
import caravan.model.Scope;

/** What ECS has no field for, in the event's own words: everything under {@code caravan}. */
final class EcsExtension {

  private EcsExtension() {}

  static void write(Event event, ViewDocument out) {
    out.put("schema_version", event.schemaVersion()).put("event_time_basis", event.times().basis());
    SharedFields.write(event, out);
    writeSource(event, out);
    writeSnapshot(event, out.in("snapshot"));
    if (event.facts() instanceof ConnectionFacts facts) {
      writeConnection(facts, out);
    } else if (event.facts() instanceof Tls tls) {
      out.put("tls", SharedFields.tls(tls));
    } else if (event.facts() instanceof DatabaseAccount account) {
      writeAccount(account, out.in("account"));
    } else if (event.facts() instanceof Asset asset) {
      out.put(
          "asset",
          SharedFields.state(asset.state())
              .put("id", asset.id())
              .put("region", asset.details().region())
              .put("created_at", asset.details().createdAt())
              .put("engine_version", asset.details().engineVersion())
              .put("previous", SharedFields.state(asset.previous())));
    }
  }

  private static void writeConnection(ConnectionFacts facts, ViewDocument out) {
    out.put("connection", facts.connection(), Connection::write);
    if (facts.client() != null) {
      writeClient(facts.client(), out.in("client"));
    }
    Traffic traffic = facts.traffic();
    if (traffic != null) {
      out.in("traffic")
          .put("measured_at", traffic.measuredAt())
          .put("delta", traffic.delta() == null ? null : traffic, Traffic::writeDelta);
    }
  }

  private static void writeSource(Event event, ViewDocument out) {
    Scope scope = event.scope();
    Api api = scope.api();
    out.in("source")
        .put("product", api.source().product())
        .put("api_version", api.source().version())
        .put("endpoint", api.request().endpointStated() ? scope.host() : null)
        .put("request_id", event.requestId());
    out.in("resource")
        .put("engine", api.source().publishedEngine())
        .put("type", api.source().resourceType())
        .put("id", scope.resourceId())
        .put("uid", scope.resourceUid());
  }

  private static void writeSnapshot(Event event, ViewDocument out) {
    Event.Snapshot snapshot = event.snapshot();
    out.put("scope", event.scope().path())
        .put("poll_id", snapshot.pollId())
        .put("previous_poll_id", snapshot.previousPollId())
        .put("scheduled_at", snapshot.scheduledAt())
        .put("page", snapshot.page())
        .put("position", snapshot.position())
        .put("trigger", snapshot.trigger());
  }

  private static void writeClient(Client client, ViewDocument out) {
    out.put("internal", client.internal())
        .put("user_origin", client.user() == null ? null : client.user().origin())
        .put("address", client.address() == null ? null : SharedFields.traits(client.address()))
        .put("virtual_address", client.virtualAddress(), Address::write);
  }

  private static void writeAccount(DatabaseAccount account, ViewDocument out) {
    out.put("superuser", account.superuser()).putAll("roles", account.roles(), Role::write);
    out.put("enabled", account.access().enabled()).put("label", account.details().label());
    SharedFields.write(account, out);
    if (account.changes() != null) {
      out.in("changes")
          .put("previous", SharedFields.access(account.changes().previous()))
          .putAll("roles_granted", account.changes().granted(), Role::write)
          .putAll("roles_revoked", account.changes().revoked(), Role::write);
    }
  }
}
