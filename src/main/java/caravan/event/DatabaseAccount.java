package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * An account that may log in to a database, or a user or certificate that may open a tunnel.
 *
 * @param database database the account is defined in; {@link #NO_DATABASE} where the vendor has no
 *     such level
 * @param superuser whether its roles let it take any privilege
 * @param roles roles, distinct, sorted by database, then role
 * @param changes what is no longer as it was; null unless the event is a change
 * @param access whether, from where and until when it may be used
 * @param details what else is known of it
 */
public record DatabaseAccount(
    String database,
    String name,
    boolean superuser,
    List<Role> roles,
    Changes changes,
    Access access,
    Details details)
    implements Facts {

  /** In place of a database where accounts are not defined in one, and of a role's likewise. */
  public static final String NO_DATABASE = "-";

  /** Null parts state nothing. */
  public DatabaseAccount {
    access = access == null ? Access.NOT_STATED : access;
    details = details == null ? Details.NOT_STATED : details;
  }

  /** An account of which nothing is known but its roles. */
  public DatabaseAccount(
      String database, String name, boolean superuser, List<Role> roles, Changes changes) {
    this(database, name, superuser, roles, changes, null, null);
  }

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

  /**
   * Whether, from where and until when an account may be used. A change of it is a change of the
   * account.
   *
   * @param enabled null when the vendor does not say
   * @param hosts hosts it may be used from, in the vendor's words, distinct and sorted; null when
   *     the vendor does not say
   * @param expiresAt end of its validity, or null
   */
  public record Access(Boolean enabled, List<String> hosts, Instant expiresAt) {

    /** The vendor says nothing of it. */
    public static final Access NOT_STATED = new Access(null, null, null);

    /** The order in which a vendor lists hosts says nothing. */
    public Access {
      hosts = hosts == null ? null : hosts.stream().distinct().sorted().toList();
    }

    private void write(JsonText out) {
      out.open().field("enabled", enabled).field("expires_at", expiresAt);
      writeHosts(out);
      out.close();
    }

    private void writeHosts(JsonText out) {
      if (hosts != null) {
        out.list("hosts", hosts, (host, list) -> list.value(host));
      }
    }
  }

  /**
   * What is known of an account besides. It may change without the account being another.
   *
   * @param expiresAtText vendor's text of the end of validity, or null
   * @param expiresAtZone offset applied because the text has none, or null
   * @param createdAt when it was created, or null
   * @param passwordChangedAt when its password was last changed, or null
   * @param type {@code database_user}, {@code vpn_user} or {@code certificate}, or null
   * @param label name for people, or null
   */
  public record Details(
      String expiresAtText,
      String expiresAtZone,
      Instant createdAt,
      Instant passwordChangedAt,
      String type,
      String label) {

    /** The vendor says nothing more. */
    public static final Details NOT_STATED = new Details(null, null, null, null, null, null);
  }

  /**
   * Difference between two states of an account.
   *
   * @param previous its access before; null unless it differs
   */
  public record Changes(List<Role> granted, List<Role> revoked, Access previous) {

    /** A difference in roles only. */
    public Changes(List<Role> granted, List<Role> revoked) {
      this(granted, revoked, null);
    }

    private void write(JsonText out) {
      out.open()
          .part("previous", previous, Access::write)
          .list("roles_granted", granted, Role::write)
          .list("roles_revoked", revoked, Role::write)
          .close();
    }
  }

  /** This account with the changes that a transition states. */
  public DatabaseAccount with(Changes made) {
    return new DatabaseAccount(database, name, superuser, roles, made, access, details);
  }

  @Override
  public DatabaseAccount withoutChanges() {
    return changes == null ? this : with(null);
  }

  @Override
  public boolean needsMinor() {
    return !access.equals(Access.NOT_STATED)
        || !details.equals(Details.NOT_STATED)
        || changes != null && changes.previous != null;
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
    new DatabaseAccount(database, name, superuser, roles, null, access, null).writeLeading(out);
  }

  private void write(JsonText out) {
    out.open()
        .part("changes", changes, Changes::write)
        .field("created_at", details.createdAt)
        .field("database", database)
        .field("enabled", access.enabled)
        .field("expires_at", access.expiresAt)
        .field("expires_at_text", details.expiresAtText)
        .field("expires_at_zone", details.expiresAtZone);
    access.writeHosts(out);
    out.field("label", details.label)
        .field("name", name)
        .field("password_changed_at", details.passwordChangedAt)
        .list("roles", roles, Role::write)
        .field("superuser", superuser)
        .field("type", details.type)
        .close();
  }
}
