package caravan.cloud.ctyun;

import caravan.cloud.record.Fields;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Rejected;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The roles of one account.
 *
 * @param list readable roles, distinct, sorted by database, then role
 * @param superuser whether they let the account take any privilege
 */
record Roles(List<Role> list, boolean superuser) {

  private static final Set<String> DECLARED = Set.of("role", "db");
  private static final String PATH = "account.roles";

  /** Keeps an event that carries roles thrice (before, granted, revoked) within a Kafka record. */
  private static final int MAX_CHARACTERS = 32 * 1024;

  /** Roles that MongoDB documents as able to take any privilege, wherever they are held. */
  private static final Set<String> SUPERUSER = Set.of("root", "__system", "userAdminAnyDatabase");

  /** Roles that are the same when they are held on the database {@code admin}. */
  private static final Set<String> SUPERUSER_ON_ADMIN = Set.of("userAdmin", "dbOwner");

  /**
   * Reads the roles. A null or missing list is empty. An unreadable entry is left out with a
   * quality note. A value that is not a list is refused: an empty list would say that every role
   * was revoked.
   */
  static Roles read(Fields fields) {
    JsonNode value = fields.value("roles");
    if (value == null) {
      fields.missing(PATH);
      return new Roles(List.of(), false);
    }
    if (!value.isArray()) {
      throw new Rejected("wrong_type", "roles", "not a list of roles");
    }
    TreeSet<Role> roles = new TreeSet<>();
    boolean superuser = false;
    for (JsonNode entry : value) {
      superuser |= superuser(entry);
      Role role = role(entry, fields);
      if (role != null) {
        roles.add(role);
      }
    }
    return new Roles(checked(roles), superuser);
  }

  private static Role role(JsonNode entry, Fields fields) {
    String role = text(entry, "role");
    String database = text(entry, "db");
    if (entry instanceof ObjectNode object) {
      fields.undeclaredIn("roles[]", object, DECLARED);
    }
    return role.isEmpty() || database.isEmpty()
        ? fields.unknown(PATH, entry)
        : new Role(database, role);
  }

  /** An entry without a database counts too: a name such as root is enough. */
  private static boolean superuser(JsonNode entry) {
    String role = text(entry, "role");
    return SUPERUSER.contains(role)
        || (SUPERUSER_ON_ADMIN.contains(role) && "admin".equals(text(entry, "db")));
  }

  private static String text(JsonNode entry, String name) {
    return entry.path(name).isTextual() ? entry.path(name).textValue() : "";
  }

  private static List<Role> checked(TreeSet<Role> roles) {
    long characters =
        roles.stream().mapToLong(r -> r.database().length() + r.role().length()).sum();
    if (characters > MAX_CHARACTERS) {
      throw new Rejected(
          "too_long", "roles", "names longer than " + MAX_CHARACTERS + " characters in all");
    }
    return List.copyOf(roles);
  }
}
