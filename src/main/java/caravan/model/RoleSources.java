package caravan.model;

import java.util.Optional;

/** Where accounts with a role get their credentials. */
public interface RoleSources {

  /** Knows no vendor's roles. */
  RoleSources NONE =
      new RoleSources() {
        @Override
        public Optional<Mistake> mistake(Role role) {
          return Optional.of(
              new Mistake("with", "no roles are known of this vendor", "Use an access key."));
        }

        @Override
        public CredentialSource of(Role role) {
          throw new IllegalStateException("no roles are known");
        }
      };

  /** What the vendor does not accept of a role as written; the key is one of its own. */
  Optional<Mistake> mistake(Role role);

  /** The source of a role, the same for equal roles. Nothing is asked yet. */
  CredentialSource of(Role role);
}
