package caravan.view;

import caravan.model.Address;
import caravan.model.Client;
import caravan.model.Connection;
import caravan.model.DatabaseAccount;
import caravan.model.Event;
import caravan.model.Kind;
import caravan.model.Tls;

/** Tells an event in one sentence for people: the {@code message} of both views. */
final class Sentence {

  private Sentence() {}

  /** For example {@code Huawei Cloud Virtual Private Network gw-1: user a from 10.0.0.1: ...}. */
  static String of(Event event) {
    return event.scope().api().source().vendorName()
        + " "
        + event.scope().api().source().product()
        + " "
        + event.scope().resourceId()
        + ": "
        + fact(event);
  }

  private static String fact(Event event) {
    if (event.connection() != null) {
      return connection(event);
    }
    return event.account() != null ? account(event) : tls(event);
  }

  private static String connection(Event event) {
    Connection connection = event.connection();
    String address = address(event.client());
    if (connection.granularity().equals("client_aggregate")) {
      long count = Fragments.count(connection);
      String noun = count == 1 ? " connection " : " connections ";
      return "client " + address + ": " + count + noun + verb(event);
    }
    Client.User user = event.client() == null ? null : event.client().user();
    String who = user == null ? "client " + address : "user " + user.name() + " from " + address;
    return who + ": connection " + verb(event);
  }

  private static String address(Client client) {
    Address address = client == null ? null : client.address();
    return address == null ? "unknown" : address.text();
  }

  private static String tls(Event event) {
    Tls tls = event.tls();
    StringBuilder fact = new StringBuilder("TLS ").append(state(tls));
    if (tls != null && tls.certificate() != null && tls.certificate().expiresAt() != null) {
      fact.append(", certificate expires ").append(Fragments.text(tls.certificate().expiresAt()));
    }
    if (event.kind() == Kind.ENDPOINT_TLS_CHANGED) {
      fact.append(" (changed)");
    } else if (event.kind() == Kind.ENDPOINT_REMOVED) {
      fact.append(" (endpoint removed)");
    }
    return fact.toString();
  }

  private static String state(Tls tls) {
    if (tls == null || tls.enabled() == null) {
      return "unknown";
    }
    return tls.enabled() ? "enabled" : "disabled";
  }

  private static String account(Event event) {
    DatabaseAccount account = event.account();
    String roles = String.join(", ", Fragments.roles(account.roles()));
    return "account "
        + Fragments.qualifiedName(account)
        + " "
        + verb(event)
        + ", roles "
        + (roles.isEmpty() ? "none" : roles);
  }

  private static String verb(Event event) {
    String kind = event.kind().wire();
    return kind.substring(kind.indexOf('.') + 1);
  }
}
