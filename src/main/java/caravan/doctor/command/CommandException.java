package caravan.doctor.command;

/** Ends a subcommand with a message for its user, without a stack trace. */
public final class CommandException extends Exception {

  static final int WRONG = 1;
  static final int USAGE = 2;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** Something is wrong with the installation; the message says what, and what to do. */
  public static CommandException wrong(String message) {
    return new CommandException(WRONG, message);
  }

  /** The command is not valid. */
  public static CommandException usage(String message) {
    return new CommandException(USAGE, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
