package caravan.doctor;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.event.Verdict;
import caravan.model.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Polls a target once and shows what would be published. */
@Command(
    name = "poll",
    description = {
      "Polls a target once, through its real route, and prints the events that it would publish,",
      "one a line. Nothing is published, and Kafka is not needed. It is a first poll: what earlier",
      "polls know is not considered."
    })
final class PollOnce extends Subcommand {

  @Parameters(
      paramLabel = "TARGET",
      description = "api/account/resource[/user], parts of it that name one only, or a scope.")
  private String target;

  @Option(
      names = "--dry-run",
      required = true,
      description = "Publish nothing. Has to be given: only the service publishes.")
  private boolean dryRun;

  @Option(names = "--pretty", description = "Spread each event over several lines.")
  private boolean pretty;

  @Override
  protected int work(CommandRuntime service) throws Exception {
    if (!dryRun) {
      throw CommandException.usage("Only the service publishes. Give --dry-run.");
    }
    Scope scope = new ScopeNames(service.targets()).find(target);
    PolledEvents polled = PolledEvents.of(OnePoll.run(service, scope));
    if (polled.events().isEmpty()) {
      throw CommandException.wrong("The poll was interrupted; there is nothing to show.");
    }
    if (json()) {
      polled.writeJson(out(), polled.json("poll"), pretty);
    } else {
      polled.write(out(), errors(), pretty);
    }
    return polled.poll().report().status().equals(Verdict.COMPLETE.wire()) ? FINE : WRONG;
  }
}
