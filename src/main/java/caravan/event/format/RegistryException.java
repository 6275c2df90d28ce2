package caravan.event.format;

/**
 * The schema registry did not do what was asked of it. What was to be published or read stays as it
 * is; asking again later may help.
 */
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

  /** Whether the registry works, but does not have the schema that was asked for. */
  boolean unknownSchema() {
    return unknownSchema;
  }

  /** The same failure, for another thread. */
  RegistryException again() {
    return new RegistryException(getMessage(), unknownSchema);
  }
}
