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
import caravan.json.Instants;
import caravan.model.Api;

/** Describes an event in one sentence: the {@code message} of both views. */
final class EventSummary {

  private EventSummary() {}

  /** For example {@code Huawei Cloud Virtual Private Network gw-1: user a from 10.0.0.1: ...}. */
  static String of(Event event) {
    Api.SourceSheet source = event.scope().api().source();
    String resource = source.product() + " " + event.scope().resourceId();
    return source.vendorName() + " " + resource + ": " + fact(event);
  }

  private static String fact(Event event) {
    if (event.facts() instanceof ConnectionFacts facts) {
      return connection(facts, verb(event));
    }
    if (event.facts() instanceof Asset asset) {
      return asset(asset, verb(event));
    }
    return event.facts() instanceof DatabaseAccount account
        ? account(event, account, verb(event))
        : tls((Tls) event.facts(), event.kind());
  }

  private static String connection(ConnectionFacts facts, String verb) {
    Connection connection = facts.connection();
    String address = address(facts.client());
    if (connection.granularity().equals("client_aggregate")) {
      long count = SharedFields.count(connection);
      String noun = count == 1 ? " connection " : " connections ";
      return "client " + address + ": " + count + noun + verb;
    }
    Client.User user = facts.client() == null ? null : facts.client().user();
    String who = user == null ? "client " + address : "user " + user.name() + " from " + address;
    return who + ": connection " + verb;
  }

  private static String address(Client client) {
    Address address = client == null ? null : client.address();
    return address == null ? "unknown" : address.text();
  }

  private static String tls(Tls tls, Kind kind) {
    StringBuilder fact = new StringBuilder("TLS ").append(state(tls));
    if (tls.certificate() != null && tls.certificate().expiresAt() != null) {
      fact.append(", certificate expires ").append(Instants.text(tls.certificate().expiresAt()));
    }
    if (kind == Kind.ENDPOINT_TLS_CHANGED) {
      fact.append(" (changed)");
    } else if (kind == Kind.ENDPOINT_REMOVED) {
      fact.append(" (endpoint removed)");
    }
    return fact.toString();
  }

  private static String state(Tls tls) {
    if (tls.enabled() == null) {
      return "unknown";
    }
    return tls.enabled() ? "enabled" : "disabled";
  }

  private static String account(Event event, DatabaseAccount account, String verb) {
    String roles = String.join(", ", SharedFields.roles(account.roles()));
    if (roles.isEmpty()) {
      roles = SharedFields.isNotStated(event, "account.roles") ? "not stated" : "none";
    }
    String disabled = Boolean.FALSE.equals(account.access().enabled()) ? ", disabled" : "";
    String name = SharedFields.qualifiedName(account);
    return "account " + name + " " + verb + disabled + ", roles " + roles;
  }

  private static String asset(Asset asset, String verb) {
    String name = asset.state().name() == null ? "" : " (" + asset.state().name() + ")";
    String status = asset.state().status() == null ? "" : ", status " + asset.state().status();
    return "resource " + asset.id() + name + " " + verb + status;
  }

  private static String verb(Event event) {
    String kind = event.kind().wire();
    return kind.substring(kind.indexOf('.') + 1);
  }
}
