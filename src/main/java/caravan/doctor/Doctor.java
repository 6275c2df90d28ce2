package caravan.doctor;

import caravan.doctor.check.Check;
import caravan.doctor.command.CommandException;
import caravan.doctor.command.Subcommand;
import caravan.doctor.explain.Explain;
import caravan.doctor.replay.RecordPoll;
import caravan.doctor.replay.ReplayPoll;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The subcommands. Arguments are parsed before anything starts, so help and typos are answered at
 * once. To add a command, write a {@link Subcommand} and list it here.
 */
@Command(
    name = "caravan",
    description = {
      "Without a command: the service, which polls what the targets name until it is stopped.",
      "The commands need the same settings as the service, and work next to one that runs."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    mixinStandardHelpOptions = true,
    versionProvider = Subcommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fine",
      "1:something is wrong; the output says what, and what to do",
      "2:the command cannot be read as written, or its target is not known",
      "3:a defect in Caravan; please report it"
    },
    commandListHeading = "%nCommands:%n",
    subcommands = {
      Check.class,
      PollOnce.class,
      Explain.class,
      RecordPoll.class,
      ReplayPoll.class,
      ScopeCommands.class,
      ApiCommands.class,
      HelpCommand.class
    })
public final class Doctor implements Runnable {

  @Spec private CommandSpec spec;

  private Doctor() {}

  /** Runs one subcommand and returns its exit code. */
  public static int run(String... arguments) {
    return new CommandLine(new Doctor())
        .setExecutionExceptionHandler(Doctor::failed)
        // Arguments such as @file are the subcommands' own.
        .setExpandAtFiles(false)
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  private static int failed(
      Exception failure, CommandLine line, CommandLine.ParseResult arguments) {
    PrintWriter errors = line.getErr();
    if (failure instanceof CommandException known) {
      errors.println(known.getMessage());
      errors.flush();
      return known.exitCode();
    }
    errors.println("A defect in Caravan ended the command; please report these lines:");
    // The message may quote a vendor or a file; the place says enough.
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    errors.println(cause.getClass().getName());
    for (StackTraceElement frame : cause.getStackTrace()) {
      errors.println("  at " + frame);
    }
    errors.flush();
    return Subcommand.DEFECT;
  }
}
