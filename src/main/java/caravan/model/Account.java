package caravan.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cloud account of the operator.
 *
 * @param name name in {@code targets.yaml}
 * @param accountId vendor's account id as events state it; null when not configured
 * @param endpoint endpoint that overrides the API's default, or null
 * @param credentials current credentials, read for each signature so that a rotated file counts.
 *     Throws {@link IllegalStateException}, naming the source, when unreadable.
 */
public record Account(
    String name,
    String vendor,
    String accountId,
    String endpoint,
    Supplier<Credential> credentials) {

  /** Where the credentials come from if the account assumes a role. */
  public Optional<CredentialSource> role() {
    return credentials instanceof CredentialSource source ? Optional.of(source) : Optional.empty();
  }

  /**
   * Current credentials after the vendor has refused some.
   *
   * @throws IllegalStateException as {@link #credentials} does
   */
  public Credential credentialsAfter(Credential refused) {
    return role().map(source -> source.after(refused)).orElseGet(credentials);
  }

  /** Credentials whose secrets an answer may repeat; none when they cannot be read. */
  public List<Credential> knownCredentials() {
    if (credentials instanceof CredentialSource source) {
      return source.known();
    }
    try {
      return List.of(credentials.get());
    } catch (IllegalStateException unreadable) {
      // What cannot be read has not signed a request, so no answer can repeat it.
      return List.of();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
