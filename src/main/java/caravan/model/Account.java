package caravan.model;

import java.util.function.Supplier;

/**
 * A cloud account of the operator: who is asked, and with which credentials.
 *
 * @param name name in {@code targets.yaml}
 * @param vendor vendor as it stands in events
 * @param accountId vendor's account id, which goes into the events; null when not configured
 * @param endpoint endpoint that overrides the API's default, or null
 * @param credentials current credentials; asked for each signature, so that a rotated file is seen.
 *     Throws {@link IllegalStateException} with a message that names the source when unreadable.
 */
public record Account(
    String name,
    String vendor,
    String accountId,
    String endpoint,
    Supplier<Credential> credentials) {

  @Override
  public String toString() {
    return name;
  }
}
