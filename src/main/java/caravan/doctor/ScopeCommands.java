package caravan.doctor;

import caravan.doctor.command.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommands that change what is kept of a scope. */
@Command(
    name = "scope",
    description = "Changes what is kept of a scope between polls.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Subcommand.Version.class,
    subcommands = {ResetScope.class, HelpCommand.class})
final class ScopeCommands implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command: reset.");
  }
}
