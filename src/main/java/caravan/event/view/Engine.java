package caravan.event.view;

import caravan.event.Event;
import java.util.Map;

/**
 * What runs on a resource, in OCSF's words.
 *
 * @param name its name for people; null when the sheet of the API does not say
 * @param databaseType what kind of database it is
 * @param databaseTypeId OCSF's number of that kind
 * @see <a href="https://schema.ocsf.io/1.8.0/objects/database">OCSF database</a>
 */
record Engine(String name, String databaseType, int databaseTypeId) {

  private static final Map<String, Engine> KNOWN =
      Map.of(
          "mongodb", noSql("MongoDB"),
          "redis", noSql("Redis"),
          "mysql", relational("MySQL"),
          "mariadb", relational("MariaDB"),
          "postgresql", relational("PostgreSQL"),
          "sqlserver", relational("SQL Server"),
          "vpn", new Engine("VPN", "Unknown", 0));

  private static Engine relational(String name) {
    return new Engine(name, "Relational", 1);
  }

  private static Engine noSql(String name) {
    return new Engine(name, "NoSQL", 6);
  }

  /** The engine of an event's resource. One that has no entry here is named in its own word. */
  static Engine of(Event event) {
    String stated = event.scope().api().source().engine();
    return stated.isEmpty()
        ? new Engine(null, "Unknown", 0)
        : KNOWN.getOrDefault(stated, new Engine(stated, stated, 99));
  }
}
