package caravan.targets;

/** A secret cannot be used; the message says why and never what it is. */
final class UnreadableSecret extends Exception {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  UnreadableSecret(String message, String remedy) {
    super(message, null, false, false);
    this.remedy = remedy;
  }

  /** What to do about it, a whole sentence. */
  String remedy() {
    return remedy;
  }
}
