package caravan.doctor.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A subcommand. It writes text to {@link #out()}, or one JSON object with {@code --json}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Subcommand.Version.class,
    sortOptions = false)
public abstract class Subcommand implements Callable<Integer> {

  /** Exit code: nothing is wrong. */
  public static final int FINE = 0;

  /** Exit code: something is wrong, and the output says what. */
  public static final int WRONG = CommandException.WRONG;

  /** Exit code: the command is not valid. */
  public static final int USAGE = CommandException.USAGE;

  /** Exit code: a defect of Caravan. */
  public static final int DEFECT = 3;

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
   * Runs the command and returns its exit code.
   *
   * @throws CommandException if one sentence can say what is wrong
   */
  protected abstract int work(CommandRuntime service) throws Exception;

  /** Handles settings that the product cannot start with. */
  protected int cannotStart(StartFailure failure) throws Exception {
    throw CommandException.wrong("Caravan cannot start:\n" + failure.getMessage());
  }

  /** Settings that the command overrides, by name. */
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

  /** The JSON object of a command, with the members that all commands share. */
  public static ObjectNode jsonOf(String command) throws IOException {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    return all.put("command", command).put("version", Version.number());
  }

  /** Name and version of the product. */
  public static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
      return new String[] {"caravan " + number()};
    }

    /** The version alone. */
    public static String number() throws IOException {
      try (InputStream in = Version.class.getResourceAsStream("/caravan/version.txt")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      }
    }
  }
}
