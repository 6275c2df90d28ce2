package caravan.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A CTYun document database instance: its accounts and their roles. */
public final class DocumentDatabase {

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

  private final Map<String, DatabaseUser> users = new LinkedHashMap<>();

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
  public synchronized DocumentDatabase account(DatabaseUser account) {
    users.put(account.database() + "." + account.user(), account);
    return this;
  }

  /**
   * Deletes an account.
   *
   * @param database where it is defined
   * @param user name
   */
  public synchronized void remove(String database, String user) {
    users.remove(database + "." + user);
  }

  /** Accounts in the order they came. */
  public synchronized List<DatabaseUser> accounts() {
    return new ArrayList<>(users.values());
  }
}
