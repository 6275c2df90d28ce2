package caravan.doctor;

import caravan.model.DeadLetter;
import caravan.model.Event;
import caravan.model.Memory;
import caravan.poll.Poll;
import caravan.model.PollSettings;
import caravan.page.Pages;
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
   * @throws CannotGoOn when the recording ends before the poll does
   */
  static RecordedPoll run(IdleService service, Recording recording) throws Exception {
    Replay replay = new Replay(recording);
    Poll poll =
        new Poll(
            recording.scope(),
            recording.scheduledAt(),
            recording.startedAt(),
            new Memory(),
            replay);
    poll.passOnly(
        replay.gates(service.context().getRegistry().findSingleByType(Pages.class)));
    new OnePoll(service).run(poll, Map.of(SubstituteFetch.PROPERTY, replay));
    if (replay.endedEarly()) {
      throw CannotGoOn.wrong(
          "The poll asks for attempt "
              + (replay.used() + 1)
              + ", and the recording ends after "
              + replay.used()
              + ": it is damaged, or this version pages in another way than "
              + recording.version()
              + ".");
    }
    if (replay.used() < recording.attempts().size()) {
      throw CannotGoOn.wrong(
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
