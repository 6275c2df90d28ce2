package caravan.doctor;

import caravan.doctor.command.Subcommand;
import caravan.doctor.sheet.NewSheet;
import caravan.doctor.sheet.TestSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The subcommands that help to add an API. */
@Command(
    name = "api",
    description = "Helps to write the data sheet of an API.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Subcommand.Version.class,
    subcommands = {NewSheet.class, TestSheet.class, HelpCommand.class})
final class ApiCommands implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command: new or test.");
  }
}
