package caravan.cloud;

import caravan.model.Mistake;
import caravan.model.PageFailure;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import java.io.IOException;
import java.util.Optional;

/** How one cloud hands out the credentials of roles: which requests it wants, what it answers. */
public interface RoleCalls {

  /** The vendor whose roles these are. */
  String vendor();

  /** What the vendor does not accept of a role as written. */
  Optional<Mistake> mistake(Role role);

  /**
   * Gets a credential.
   *
   * @throws PageFailure when the vendor refuses or its answer cannot be read
   * @throws IOException when it does not answer
   */
  TemporaryCredential assume(Role role, RoleExchange exchange) throws IOException;

  /** What the vendor has to be told so that the role can be assumed, JSON that can be pasted. */
  String policies(Role role);

  /** Refusals in a row after which the vendor locks a key; 0 if it does not. */
  default int lockAfter() {
    return 0;
  }
}
