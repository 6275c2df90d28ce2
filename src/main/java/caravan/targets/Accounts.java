package caravan.targets;

import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.RoleSources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The accounts of all files; reading one proves that its secrets exist. */
final class Accounts {

  private static final String DEFINITION = "account";

  private final Collection<String> vendors;
  private final Placeholders placeholders;
  private final RoleReader roles;
  private final Endpoints endpoints;
  private final TargetsSchema schema;
  private final Problems problems;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();

  Accounts(
      Collection<String> vendors,
      Placeholders placeholders,
      RoleSources sources,
      Endpoints endpoints,
      TargetsSchema schema,
      Problems problems) {
    this.vendors = vendors;
    this.placeholders = placeholders;
    this.roles = new RoleReader(sources, placeholders.rules(), endpoints);
    this.endpoints = endpoints;
    this.schema = schema;
    this.problems = problems;
  }

  /** Adds the accounts of one file, whose relative secret files start from a folder. */
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
      String message = "the account is already written at " + earlier.text();
      problems.add(node.place(), message, "Remove one of them, or give it another name.");
      return;
    }
    Account account = read(name, new Section(DEFINITION, node, schema, problems), folder);
    if (account != null) {
      accounts.put(name, account);
    }
  }

  /** Even a secret of the wrong type must not be shown where an alias repeats it. */
  private void hideSecrets(Node account) {
    for (String key : TargetsSchema.SECRETS) {
      Node value = account.entry(key);
      if (value != null && value.kind().scalar() && !value.text().contains("${")) {
        problems.hide(value.text());
      }
    }
  }

  /** Whether an account is written, even if it is not usable. */
  boolean knows(String name) {
    return places.containsKey(name);
  }

  /** A usable account, or null. */
  Account get(String name) {
    return accounts.get(name);
  }

  List<String> names() {
    return places.keySet().stream().sorted().toList();
  }

  private Account read(String name, Section section, Path folder) {
    String vendor = vendor(section);
    String accountId = section.text("accountId", null);
    AccountCredentials key =
        new AccountCredentials(
            name,
            secret(section, "accessKeyId", true, folder),
            secret(section, "secretAccessKey", true, folder),
            secret(section, "securityToken", false, folder));
    String endpoint = endpoints.read(section);
    if (vendor == null || accountId == null) {
      return null;
    }
    Supplier<Credential> credentials =
        section.has("credential") ? roles.read(section, name, vendor, accountId, key, folder) : key;
    return credentials == null ? null : new Account(name, vendor, accountId, endpoint, credentials);
  }

  private String vendor(Section section) {
    Node vendor = section.scalar("vendor");
    if (vendor == null || vendors.contains(vendor.text())) {
      return vendor == null ? null : vendor.text();
    }
    section.problem(
        "vendor",
        "unknown vendor " + TargetsSchema.shown(vendor),
        DidYouMean.remedy(vendor.text(), vendors, "Vendors of the loaded APIs"));
    return null;
  }

  private Secret secret(Section section, String key, boolean required, Path folder) {
    Node value = section.scalar(key);
    Secret secret = value == null ? null : parts(section.place(key), value.text(), folder);
    if (secret == null) {
      return null;
    }
    try {
      String text = secret.read();
      if (!"accessKeyId".equals(key)) {
        problems.hide(text);
      }
      if (required && text.isEmpty()) {
        section.problem(key, "the value is empty", schema.remedy(DEFINITION, key));
      }
    } catch (Secret.Unreadable unreadable) {
      section.problem(key, unreadable.getMessage(), unreadable.remedy());
    }
    return secret;
  }

  private Secret parts(Place place, String value, Path folder) {
    List<Secret.Part> parts = new ArrayList<>();
    try {
      for (Template.Piece piece : Template.parse(value)) {
        if (piece instanceof Template.FileName file) {
          parts.add(new SecretFile(folder.resolve(file.path()), placeholders.rules()));
          continue;
        }
        String text = placeholders.text(place, piece);
        if (text == null) {
          return null;
        }
        parts.add(new Secret.Fixed(text));
      }
      return new Secret(List.copyOf(parts));
    } catch (InvalidPathException invalid) {
      problems.add(place, "a placeholder ${file:...} names no file", Template.REMEDY);
    } catch (IllegalArgumentException malformed) {
      problems.add(place, malformed.getMessage(), Template.REMEDY);
    }
    return null;
  }
}
