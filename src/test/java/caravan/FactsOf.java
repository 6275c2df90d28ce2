package caravan;

import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Facts;
import caravan.event.Tls;
import caravan.event.Traffic;

/** The parts of facts; null for a part that facts of this family do not have. */
public final class FactsOf {

  private FactsOf() {}

  /** The client of a connection. */
  public static Client client(Facts facts) {
    return facts instanceof ConnectionFacts one ? one.client() : null;
  }

  /** The connection. */
  public static Connection connection(Facts facts) {
    return facts instanceof ConnectionFacts one ? one.connection() : null;
  }

  /** The traffic of a connection. */
  public static Traffic traffic(Facts facts) {
    return facts instanceof ConnectionFacts one ? one.traffic() : null;
  }

  /** Transport security. */
  public static Tls tls(Facts facts) {
    return facts instanceof Tls one ? one : null;
  }

  /** A database account. */
  public static DatabaseAccount account(Facts facts) {
    return facts instanceof DatabaseAccount one ? one : null;
  }
}
