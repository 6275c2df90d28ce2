package caravan.targets;

import caravan.model.Credential;
import caravan.model.CredentialSource;
import caravan.model.Role;
import caravan.model.Role.Proof;
import caravan.model.RoleSources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the roles of accounts.
 *
 * @param sources where their credentials come from
 * @param rules what files may be read
 */
record RoleReader(RoleSources sources, PlaceholderRules rules, Endpoints endpoints) {

  private static final String DEFINITION = "credential";
  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final Duration USUAL = Duration.ofHours(1);
  private static final List<String> OF_KEYS =
      List.of("accessKeyId", "secretAccessKey", "securityToken");

  /** An OIDC token, read for each use; two of one file are equal. */
  private record TokenFile(String account, SecretFile file) implements Supplier<Credential> {

    @Override
    public Credential get() {
      try {
        return new Credential("", new Secret(List.of(file)).read(), null);
      } catch (Secret.Unreadable unreadable) {
        throw new IllegalStateException(
            "credentials of account " + account + ": tokenFile: " + unreadable.getMessage());
      }
    }
  }

  /**
   * The source of an account's credentials, or null when its role is not usable.
   *
   * @param key the account's key, which is used for {@code with: key} only
   */
  CredentialSource read(
      Section account,
      String name,
      String vendor,
      String accountId,
      AccountCredentials key,
      Path folder) {
    Node node = account.node().entry(DEFINITION);
    if (node.kind() != Node.Kind.MAPPING) {
      return null;
    }
    Section section = new Section(DEFINITION, node, account.schema(), account.problems());
    Proof proof = Proof.of(section.text("with", null));
    if (proof == null) {
      return null;
    }
    checkKeys(account, section, proof);
    String externalId = section.text("externalId", "");
    Role role =
        new Role(
            name,
            vendor,
            accountId,
            section.text("role", null),
            externalId.isEmpty() ? null : externalId,
            proof,
            section.duration("duration", SHORTEST, LONGEST, USUAL),
            section.text("provider", null),
            section.text("region", null),
            proof == Proof.MACHINE ? endpoints.readMachine(section) : endpoints.read(section),
            switch (proof) {
              case KEY -> key;
              case WEB_IDENTITY -> token(section, name, folder);
              case MACHINE -> null;
            });
    sources.mistake(role).ifPresent(one -> section.problem(one.key(), one.message(), one.remedy()));
    // With a mistake anywhere nothing is used.
    return account.problems().isEmpty() ? sources.of(role) : null;
  }

  private static void checkKeys(Section account, Section section, Proof proof) {
    if (proof != Proof.KEY) {
      OF_KEYS.forEach(key -> refuse(account, key, proof));
      refuse(section, "externalId", proof);
    }
    if (proof == Proof.WEB_IDENTITY) {
      List.of("tokenFile", "provider").forEach(key -> require(section, key));
    } else {
      List.of("tokenFile", "provider").forEach(key -> refuse(section, key, proof));
    }
    if (proof == Proof.MACHINE) {
      List.of("duration", "region").forEach(key -> refuse(section, key, proof));
    }
  }

  private static void refuse(Section section, String key, Proof proof) {
    // An empty text is none: it is what is left of a variable that is not set.
    if (section.has(key) && !section.text(key, "-").isEmpty()) {
      section.problem(key, "the key is not used with " + proof.text(), "Remove it.");
    }
  }

  private static void require(Section section, String key) {
    if (!section.has(key)) {
      section.missing(key, "the key is missing");
    }
  }

  private TokenFile token(Section section, String account, Path folder) {
    Node path = section.scalar("tokenFile");
    if (path == null) {
      return null;
    }
    try {
      SecretFile file = new SecretFile(folder.resolve(path.text()), rules);
      section.problems().hide(new Secret(List.of(file)).read());
      return new TokenFile(account, file);
    } catch (InvalidPathException invalid) {
      section.problem("tokenFile", "the value names no file", "Write the path of the file.");
    } catch (Secret.Unreadable unreadable) {
      section.problem("tokenFile", unreadable.getMessage(), unreadable.remedy());
    }
    return null;
  }
}
