package caravan.event.format;

/** A request to the schema registry failed; retrying later may help. */
public final class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean unknownSchema;

  RegistryException(String message) {
    this(message, false);
  }

  RegistryException(String message, boolean unknownSchema) {
    super(message);
    this.unknownSchema = unknownSchema;
  }

  /** Whether the registry works, but does not have the requested schema. */
  boolean unknownSchema() {
    return unknownSchema;
  }

  /** The same failure, for another thread. */
  RegistryException again() {
    return new RegistryException(getMessage(), unknownSchema);
  }
}
