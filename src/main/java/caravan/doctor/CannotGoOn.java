package caravan.doctor;

/** Ends a subcommand with a sentence for the person who called it, and no stack trace. */
public final class CannotGoOn extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CannotGoOn(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** Something is wrong with the installation; the message says what, and what to do. */
  public static CannotGoOn wrong(String message) {
    return new CannotGoOn(ExitCode.WRONG, message);
  }

  /** The command cannot be followed as it was written. */
  public static CannotGoOn usage(String message) {
    return new CannotGoOn(ExitCode.USAGE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
