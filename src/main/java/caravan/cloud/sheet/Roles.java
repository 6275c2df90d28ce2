package caravan.cloud.sheet;

import caravan.cloud.record.Fields;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Rejected;
import caravan.model.Api;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the roles of one account, where its API's sheet says they are.
 *
 * @param sheet where they are
 * @param declared members of an entry that the sheet reads or knows
 */
record Roles(Api.RolesSheet sheet, Set<String> declared) {

  /**
   * What was read.
   *
   * @param list readable roles, distinct, sorted by database, then role
   * @param superuser whether MongoDB lets them take any privilege
   */
  record Held(List<Role> list, boolean superuser) {

    static final Held NONE = new Held(List.of(), false);
  }

  private static final String PATH = "account.roles";

  /** Databases that a sheet states itself: none, and every. */
  private static final Set<String> CONSTANT_DATABASES = Set.of("-", "*");

  /** Keeps an event that carries roles thrice (before, granted, revoked) within a Kafka record. */
  private static final int MAX_CHARACTERS = 32 * 1024;

  /** Roles that MongoDB documents as able to take any privilege, wherever they are held. */
  private static final Set<String> SUPERUSER = Set.of("root", "__system", "userAdminAnyDatabase");

  /** Roles that are the same when they are held on the database {@code admin}. */
  private static final Set<String> SUPERUSER_ON_ADMIN = Set.of("userAdmin", "dbOwner");

  /**
   * The reader for a sheet.
   *
   * @param known fields that the sheet does not map, of which {@code list[].member} are an entry's
   */
  static Roles of(Api.RolesSheet sheet, List<String> known) {
    String inside = entries(sheet.from()) + ".";
    Stream<String> members = Stream.of(sheet.role(), sheet.database());
    Stream<String> unmapped =
        known.stream()
            .filter(name -> name.startsWith(inside))
            .map(n -> n.substring(inside.length()));
    return new Roles(
        sheet, Stream.concat(members, unmapped).collect(Collectors.toUnmodifiableSet()));
  }

  private static String entries(String list) {
    return list + "[]";
  }

  /**
   * Reads the roles. A null or missing list is empty. An unreadable entry is left out with a
   * quality note. A value that is not a list is refused: an empty list would say that every role
   * was revoked.
   */
  Held read(Fields fields) {
    JsonNode value = fields.value(sheet.from());
    if (value == null) {
      fields.missing(PATH);
      return Held.NONE;
    }
    TreeSet<Role> roles = new TreeSet<>();
    boolean superuser = false;
    if (sheet.role().isEmpty()) {
      if (!value.isTextual()) {
        throw new Rejected("wrong_type", sheet.from(), "not the name of a role");
      }
      add(value.textValue(), sheet.database(), value, roles, fields);
    } else {
      if (!value.isArray()) {
        throw new Rejected("wrong_type", sheet.from(), "not a list of roles");
      }
      for (JsonNode entry : value) {
        superuser |= superuser(text(entry, sheet.role()), database(entry));
        if (entry instanceof ObjectNode object) {
          fields.undeclaredIn(entries(sheet.from()), object, declared);
        }
        add(text(entry, sheet.role()), database(entry), entry, roles, fields);
      }
    }
    return new Held(checked(roles), superuser);
  }

  private void add(String stated, String database, JsonNode entry, Set<Role> to, Fields fields) {
    if (sheet.without().contains(stated)) {
      return;
    }
    String role = sheet.table().isEmpty() ? stated : sheet.table().getOrDefault(stated, "");
    if (role.isEmpty() || database.isEmpty()) {
      fields.unknown(PATH, entry);
    } else {
      to.add(new Role(database, role));
    }
  }

  private String database(JsonNode entry) {
    return CONSTANT_DATABASES.contains(sheet.database())
        ? sheet.database()
        : text(entry, sheet.database());
  }

  /** An entry without a database counts too: a name such as root is enough. */
  private static boolean superuser(String role, String database) {
    return SUPERUSER.contains(role)
        || (SUPERUSER_ON_ADMIN.contains(role) && database.equals("admin"));
  }

  /** A member as text; only a table takes numbers. */
  private String text(JsonNode entry, String name) {
    JsonNode value = entry.path(name);
    boolean number = value.isIntegralNumber() && !sheet.table().isEmpty();
    return value.isTextual() || number ? value.asText() : "";
  }

  private List<Role> checked(TreeSet<Role> roles) {
    long characters =
        roles.stream().mapToLong(r -> r.database().length() + r.role().length()).sum();
    if (characters > MAX_CHARACTERS) {
      throw new Rejected(
          "too_long", sheet.from(), "names longer than " + MAX_CHARACTERS + " characters in all");
    }
    return List.copyOf(roles);
  }
}
