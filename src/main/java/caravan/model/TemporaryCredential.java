package caravan.model;

import java.time.Instant;

/**
 * A credential with an end.
 *
 * @param expires end by the vendor's clock
 */
public record TemporaryCredential(Credential credential, Instant expires) {}
