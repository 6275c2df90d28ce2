package caravan.doctor.command;

/** Exit codes of the subcommands. */
public final class ExitCode {

  /** Nothing is wrong. */
  public static final int FINE = 0;

  /** Something is wrong, which the output names. */
  public static final int WRONG = 1;

  /** The command itself cannot be followed. */
  public static final int USAGE = 2;

  /** A defect of Caravan. */
  public static final int DEFECT = 3;

  private ExitCode() {}
}
