package caravan.doctor;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.ExitCode;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.Verdict;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Polls a target once and shows what would be published. */
@Command(
    name = "poll",
    description = {
      "Polls a target once, through its real route, and prints the events that it would publish,",
      "one a line. Nothing is published, and Kafka is not needed. It is a first poll: what earlier",
      "polls know is not looked at."
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
    Poll poll = new OnePoll(service).run(scope, new ScopeState());
    if (poll.outcome().events().isEmpty()) {
      throw CommandException.wrong("The poll was interrupted; there is nothing to show.");
    }
    List<String> events = poll.outcome().events().stream().map(Event::json).toList();
    List<String> letters = poll.walk().letters().stream().map(DeadLetter::json).toList();
    PolledEvents shown = new PolledEvents(events, letters, pretty);
    if (json()) {
      shown.writeJson(out(), "poll", poll, ScopeNames.of(scope), all -> {});
    } else {
      shown.write(out(), errors());
      errors().println(PolledEvents.summary(poll));
    }
    return poll.report().status().equals(Verdict.COMPLETE.wire()) ? ExitCode.FINE : ExitCode.WRONG;
  }
}
