package caravan.simulator;

/** A vendor's error answer, thrown from wherever a check fails. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  Refusal(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
