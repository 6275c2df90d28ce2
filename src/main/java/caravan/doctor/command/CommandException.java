package caravan.doctor.command;

/** Ends a subcommand with a sentence for the person who called it, and no stack trace. */
public final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** Something is wrong with the installation; the message says what, and what to do. */
  public static CommandException wrong(String message) {
    return new CommandException(ExitCode.WRONG, message);
  }

  /** The command cannot be followed as it was written. */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
