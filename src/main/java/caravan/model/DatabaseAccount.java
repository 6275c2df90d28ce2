package caravan.model;

import java.util.Comparator;
import java.util.List;

/**
 * An account that may log in to a database.
 *
 * @param database database the account is defined in
 * @param name account name
 * @param superuser whether its roles let it take any privilege
 * @param roles roles, distinct, sorted by database, then role
 * @param changes roles granted and revoked; null unless the event is a change
 */
public record DatabaseAccount(
    String database, String name, boolean superuser, List<Role> roles, Changes changes) {

  /**
   * A role on a database. Its order is by database, then role.
   *
   * @param database database the role holds on
   * @param role role name
   */
  public record Role(String database, String role) implements Comparable<Role> {

    private static final Comparator<Role> ORDER =
        Comparator.comparing(Role::database).thenComparing(Role::role);

    @Override
    public int compareTo(Role other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Difference between two sets of roles.
   *
   * @param granted roles that came
   * @param revoked roles that went
   */
  public record Changes(List<Role> granted, List<Role> revoked) {}

  /** This account without changes. */
  public DatabaseAccount withoutChanges() {
    return changes == null ? this : new DatabaseAccount(database, name, superuser, roles, null);
  }

  void write(JsonText out) {
    out.open();
    if (changes != null) {
      out.open("changes");
      write(out.name("roles_granted"), changes.granted);
      write(out.name("roles_revoked"), changes.revoked);
      out.close();
    }
    writeFacts(out);
    out.close();
  }

  void writeMaterial(JsonText out) {
    out.open();
    writeFacts(out);
    out.close();
  }

  private void writeFacts(JsonText out) {
    out.field("database", database).field("name", name);
    write(out.name("roles"), roles);
    out.field("superuser", superuser);
  }

  private static void write(JsonText out, List<Role> roles) {
    out.openArray();
    for (Role role : roles) {
      out.element().open().field("database", role.database).field("role", role.role).close();
    }
    out.closeArray();
  }
}
