package caravan.event.view;

import caravan.event.ConnectionFacts;
import caravan.event.Event;

/** What the resource of an event is, in words for people. */
enum ResourceKind {
  /** A database that the vendor runs. */
  DATABASE("Managed Database Instance"),
  /** The cloud's end of remote-access tunnels. */
  VPN_GATEWAY("VPN Gateway");

  private final String text;

  ResourceKind(String text) {
    this.text = text;
  }

  /** The words. */
  String text() {
    return text;
  }

  /** The resource of an event: where tunnels end there is a gateway, everything else is one. */
  static ResourceKind of(Event event) {
    boolean tunnel =
        event.facts() instanceof ConnectionFacts facts
            && Boolean.TRUE.equals(facts.connection().tunnel());
    return tunnel ? VPN_GATEWAY : DATABASE;
  }
}
