package caravan.targets;

import caravan.model.Account;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Turns the entries under {@code accounts} into accounts, and proves that their secrets exist. */
final class AccountReader {

  private static final String DEFINITION = "account";

  private final Collection<String> vendors;
  private final Environment environment;
  private final Endpoints endpoints;
  private final TargetsSchema schema;
  private final Problems problems;

  AccountReader(
      Collection<String> vendors,
      Environment environment,
      Endpoints endpoints,
      TargetsSchema schema,
      Problems problems) {
    this.vendors = vendors;
    this.environment = environment;
    this.endpoints = endpoints;
    this.schema = schema;
    this.problems = problems;
  }

  /**
   * Reads one account.
   *
   * @param name its name
   * @param node the mapping under the name
   * @param folder folder that relative secret files start from
   * @return the account, or null when what identifies it is missing or wrong
   */
  Account read(String name, Node node, Path folder) {
    Section section = new Section(DEFINITION, node, schema, problems);
    String vendor = vendor(section);
    String accountId = section.text("accountId", null);
    AccountCredentials credentials =
        new AccountCredentials(
            name,
            secret(section, "accessKeyId", true, folder),
            secret(section, "secretAccessKey", true, folder),
            secret(section, "securityToken", false, folder));
    String endpoint = endpoints.read(section);
    return vendor == null || accountId == null
        ? null
        : new Account(name, vendor, accountId, endpoint, credentials);
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
    if (value == null) {
      return null;
    }
    Secret secret = parts(section.place(key), value.text(), folder);
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
    } catch (UnreadableSecret unreadable) {
      section.problem(key, unreadable.getMessage(), unreadable.remedy());
    }
    return secret;
  }

  private Secret parts(Place place, String value, Path folder) {
    List<Secret.Part> parts = new ArrayList<>();
    try {
      for (Template.Piece piece : Template.parse(value)) {
        if (piece instanceof Template.Literal literal) {
          parts.add(new Secret.Fixed(literal.text()));
        } else if (piece instanceof Template.FileName file) {
          parts.add(new SecretFile(folder.resolve(file.path())));
        } else {
          Template.Variable variable = (Template.Variable) piece;
          String text = environment.value(variable);
          if (text == null) {
            Environment.report(problems, place, variable);
            return null;
          }
          parts.add(new Secret.Fixed(text));
        }
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
