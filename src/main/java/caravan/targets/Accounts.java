package caravan.targets;

import caravan.model.Account;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The accounts of all files. */
final class Accounts {

  private final AccountReader reader;
  private final Problems problems;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();

  Accounts(AccountReader reader, Problems problems) {
    this.reader = reader;
    this.problems = problems;
  }

  /** Adds the accounts of one file. */
  void add(Node root, Path folder) {
    Node section = root.entry("accounts");
    if (section != null) {
      section.entries().forEach((name, node) -> add(name, node, folder));
    }
  }

  private void add(String name, Node node, Path folder) {
    hideSecrets(node);
    Place earlier = places.putIfAbsent(name, node.place());
    if (earlier != null) {
      problems.add(
          node.place(),
          "the account is already written at " + earlier.text(),
          "Remove one of them, or give it another name.");
      return;
    }
    Account account = reader.read(name, node, folder);
    if (account != null) {
      accounts.put(name, account);
    }
  }

  /** Even a secret of the wrong type must not be shown where an alias repeats it. */
  private void hideSecrets(Node account) {
    account
        .entries()
        .forEach(
            (key, value) -> {
              boolean literal = value.kind().scalar() && !value.text().contains("${");
              if (literal && TargetsSchema.SECRETS.contains(key)) {
                problems.hide(value.text());
              }
            });
  }

  /** Whether an account is written, even if it is not usable. */
  boolean knows(String name) {
    return places.containsKey(name);
  }

  /** A usable account, or null. */
  Account get(String name) {
    return accounts.get(name);
  }

  /** All names, sorted. */
  List<String> names() {
    return places.keySet().stream().sorted().toList();
  }
}
