package caravan.model;

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

  @Override
  public String toString() {
    return name;
  }
}
