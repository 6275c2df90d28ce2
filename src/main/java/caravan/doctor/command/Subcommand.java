package caravan.doctor.command;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A subcommand that needs the product's own parts. It is given them in an {@link CommandRuntime},
 * and writes to {@link #out()}: text for people, or with {@code --json} one object.
 */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
public abstract class Subcommand implements Callable<Integer> {

  @Option(
      names = "--json",
      description = "Write one JSON object, whose members keep their meaning between versions.")
  private boolean json;

  @Option(names = "--verbose", description = "Write the log to standard error as well.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    try {
      return CommandRuntime.run(verbose, settings(), this::work);
    } catch (StartFailure failure) {
      return cannotStart(failure);
    } finally {
      out().flush();
      errors().flush();
    }
  }

  /**
   * Does what the command is for.
   *
   * @param service the product's parts
   * @return the exit code, one of {@link ExitCode}
   * @throws CommandException when something is wrong that one sentence can say
   */
  protected abstract int work(CommandRuntime service) throws Exception;

  /** Says why the product cannot be started with its settings. */
  protected int cannotStart(StartFailure failure) throws Exception {
    throw CommandException.wrong("Caravan cannot start:\n" + failure.getMessage());
  }

  /** Settings that the command needs to be otherwise, by name. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Whether the output is for machines. */
  protected final boolean json() {
    return json;
  }

  /** Standard error, for what is not the output itself. */
  protected final PrintWriter errors() {
    return spec.commandLine().getErr();
  }

  /** Standard output. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
