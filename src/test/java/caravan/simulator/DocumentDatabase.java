package caravan.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A CTYun document database instance: its accounts and their roles. */
public final class DocumentDatabase extends Resource {

  private static final String ACCOUNTS = "describeAccounts";

  /**
   * A role on a database.
   *
   * @param role role name
   * @param database where it holds
   */
  public record Role(String role, String database) {}

  /**
   * An account that may connect.
   *
   * @param user name
   * @param database where it is defined
   * @param roles what it may do; null as the vendor may say it
   */
  public record DatabaseUser(String user, String database, List<Role> roles) {}

  /** An instance without accounts. */
  public DocumentDatabase() {
    list(ACCOUNTS, null);
  }

  /**
   * Adds an account or replaces its roles.
   *
   * @param database where the account is defined
   * @param user name
   * @param roles all its roles
   */
  public DocumentDatabase account(String database, String user, Role... roles) {
    return account(new DatabaseUser(user, database, List.of(roles)));
  }

  /**
   * Adds or replaces an account.
   *
   * @param account account
   */
  public DocumentDatabase account(DatabaseUser account) {
    ObjectNode row = Json.object();
    if (account.roles() == null) {
      row.putNull("roles");
    } else {
      ArrayNode roles = row.putArray("roles");
      account
          .roles()
          .forEach(one -> roles.addObject().put("role", one.role()).put("db", one.database()));
    }
    put(
        ACCOUNTS,
        null,
        account.database() + "." + account.user(),
        row.put("user", account.user()).put("db", account.database()));
    return this;
  }

  /**
   * Deletes an account.
   *
   * @param database where it is defined
   * @param user name
   */
  public void remove(String database, String user) {
    remove(ACCOUNTS, null, database + "." + user);
  }

  /** Accounts in the order they came. */
  public List<DatabaseUser> accounts() {
    return rows(ACCOUNTS, null).stream()
        .map(
            row ->
                new DatabaseUser(
                    row.get("user").textValue(),
                    row.get("db").textValue(),
                    roles(row.get("roles"))))
        .toList();
  }

  private static List<Role> roles(JsonNode stated) {
    if (stated.isNull()) {
      return null;
    }
    List<Role> roles = new ArrayList<>();
    stated.forEach(
        one -> roles.add(new Role(one.get("role").textValue(), one.get("db").textValue())));
    return roles;
  }
}
