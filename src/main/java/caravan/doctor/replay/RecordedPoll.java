package caravan.doctor.replay;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.SubstituteFetch;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.poll.Attempts;
import caravan.poll.Poll;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import java.util.List;
import java.util.Map;

/**
 * Runs a recorded poll again, through the real route of its API.
 *
 * @param poll the poll, as it is after that
 * @param events its events as JSON, marker last
 * @param letters its dead letters as JSON
 */
record RecordedPoll(Poll poll, List<String> events, List<String> letters) {

  /**
   * Runs it.
   *
   * @throws CommandException when the recording ends before the poll does
   */
  static RecordedPoll run(CommandRuntime service, Recording recording) throws Exception {
    Replay replay = new Replay(recording);
    Poll poll =
        new Poll(
            recording.scope(),
            recording.scheduledAt(),
            recording.startedAt(),
            new ScopeState(),
            replay);
    Pages paging = service.context().getRegistry().findSingleByType(Pages.class);
    new OnePoll(service)
        .run(
            poll,
            Map.of(SubstituteFetch.PROPERTY, replay, Attempts.GATES, replay.gates(paging)));
    if (replay.endedEarly()) {
      throw CommandException.wrong(
          "The poll asks for attempt "
              + (replay.used() + 1)
              + ", and the recording ends after "
              + replay.used()
              + ": it is damaged, or this version pages in another way than "
              + recording.version()
              + ".");
    }
    if (replay.used() < recording.attempts().size()) {
      throw CommandException.wrong(
          "The poll ends after "
              + replay.used()
              + " attempts, and the recording has "
              + recording.attempts().size()
              + ": it is damaged, or this version pages in another way than "
              + recording.version()
              + ".");
    }
    return new RecordedPoll(
        poll,
        poll.outcome().events().stream().map(Event::json).toList(),
        poll.walk().letters().stream().map(DeadLetter::json).toList());
  }
}
