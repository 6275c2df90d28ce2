package caravan.model;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A role that an account assumes in place of a key of its own, and what it proves itself with. Two
 * roles are equal when they are written alike, so that a reload keeps the credential of one that
 * did not change.
 *
 * @param account name of the account in {@code targets.yaml}
 * @param vendor vendor of the account
 * @param accountId vendor's id of the account
 * @param name the vendor's name of the role; null for the one that the machine has
 * @param externalId id that the trust policy asks for, or null
 * @param proof what it is assumed with
 * @param duration lifetime that is asked for; the vendor may give less
 * @param provider the vendor's name of the OIDC provider, or null
 * @param region region that is asked, or null for the vendor's usual one
 * @param endpoint address that is asked in place of the vendor's own, or null
 * @param secret the base credential, or the OIDC token as a secret without a key id; read anew for
 *     each request. Throws an {@link IllegalStateException} when unreadable. Null for a machine
 */
public record Role(
    String account,
    String vendor,
    String accountId,
    String name,
    String externalId,
    Proof proof,
    Duration duration,
    String provider,
    String region,
    String endpoint,
    Supplier<Credential> secret) {

  /** Within the bounds of all vendors. */
  private static final int MAX_SESSION = 64;

  /** What a role is assumed with. */
  public enum Proof {
    /** A key of the account. */
    KEY("key"),
    /** A token of an OIDC provider, such as a Kubernetes cluster, in a file. */
    WEB_IDENTITY("web-identity"),
    /** The machine, whose metadata service hands the credential out. */
    MACHINE("machine");

    private final String text;

    Proof(String text) {
      this.text = text;
    }

    /** The word in {@code targets.yaml}. */
    public String text() {
      return text;
    }

    /** The proof of a word; null when there is none. */
    public static Proof of(String text) {
      for (Proof one : values()) {
        if (one.text.equals(text)) {
          return one;
        }
      }
      return null;
    }
  }

  /** The role as people name it. Never a secret. */
  public String shown() {
    if (name != null) {
      return name;
    }
    return proof == Proof.MACHINE ? "the role of the machine" : "provider " + provider;
  }

  /**
   * The mistake in a name that is missing or has another form than the vendor's.
   *
   * @param example a name of the right form
   */
  public Optional<Mistake> nameMistake(Pattern form, boolean required, String example) {
    if (name == null) {
      return required
          ? Optional.of(
              new Mistake(
                  "role", "the key is missing", "Add it, for example role: " + example + "."))
          : Optional.empty();
    }
    return form.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(
            new Mistake(
                "role",
                "the value is not a role of the vendor",
                "Write for example " + example + "."));
  }

  /** Name of the session in the vendor's audit log, which allows few characters. */
  public String session() {
    String session = "caravan-" + account.replaceAll("[^A-Za-z0-9_-]", "-");
    return session.substring(0, Math.min(MAX_SESSION, session.length()));
  }

  @Override
  public String toString() {
    return "Role[" + account + "]";
  }
}
