package caravan.event;

import caravan.json.JsonText;
import java.util.Comparator;
import java.util.List;

/**
 * An account that may log in to a database.
 *
 * @param database database the account is defined in
 * @param superuser whether its roles let it take any privilege
 * @param roles roles, distinct, sorted by database, then role
 * @param changes roles granted and revoked; null unless the event is a change
 */
public record DatabaseAccount(
    String database, String name, boolean superuser, List<Role> roles, Changes changes)
    implements Facts {

  /** A role on a database. Its order is by database, then role. */
  public record Role(String database, String role) implements Comparable<Role> {

    private static final Comparator<Role> ORDER =
        Comparator.comparing(Role::database).thenComparing(Role::role);

    @Override
    public int compareTo(Role other) {
      return ORDER.compare(this, other);
    }

    /** Writes it as events have it. */
    public void write(JsonText out) {
      out.open().field("database", database).field("role", role).close();
    }
  }

  /** Difference between two sets of roles. */
  public record Changes(List<Role> granted, List<Role> revoked) {

    private void write(JsonText out) {
      out.open()
          .list("roles_granted", granted, Role::write)
          .list("roles_revoked", revoked, Role::write)
          .close();
    }
  }

  @Override
  public DatabaseAccount withoutChanges() {
    return changes == null ? this : new DatabaseAccount(database, name, superuser, roles, null);
  }

  @Override
  public void writeLeading(JsonText out) {
    out.part("account", this, DatabaseAccount::write);
  }

  @Override
  public void writeTrailing(JsonText out) {
    // All of it came before.
  }

  @Override
  public void writeMaterial(JsonText out) {
    withoutChanges().writeLeading(out);
  }

  private void write(JsonText out) {
    out.open()
        .part("changes", changes, Changes::write)
        .field("database", database)
        .field("name", name)
        .list("roles", roles, Role::write)
        .field("superuser", superuser)
        .close();
  }
}
