package caravan.poll.normalize;

import caravan.cloud.Normalizer;
import caravan.event.DeadLetter;
import caravan.event.Observation;
import caravan.event.Raw;
import caravan.event.Rejected;
import caravan.json.CanonicalJson;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.poll.Poll;
import caravan.redact.RecordRedaction;
import caravan.redact.Redaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds each row of one page to its poll: as an observation, a repetition or a dead letter. */
final class PageRows {

  private static final int MAX_ROW_BYTES = 256 * 1024;

  /** Bound on an event, less room for the members that every event has. */
  private static final int MAX_FACTS = 240 * 1024;

  /** A smaller row cannot make an event that is too large. */
  private static final int ALWAYS_FITS = 16 * 1024;

  private final Poll poll;
  private final Page page;
  private final Redaction redaction;
  private final long maxRejected;
  private final PageSubjects subjects = new PageSubjects();

  /** Rejected rows and subjects that are new to the poll. */
  private long fresh;

  PageRows(Poll poll, Page page, Redaction redaction, long maxRejected) {
    this.poll = poll;
    this.page = page;
    this.redaction = redaction;
    this.maxRejected = maxRejected;
  }

  Page.Taken read(Normalizer normalizer) {
    String requestId = redaction.applyToValue(page.requestId());
    int rows = 0;
    for (JsonNode listed : page.rows()) {
      JsonNode row = redaction.applyToRow(listed);
      Observation.Place place =
          new Observation.Place(page.number(), rows, requestId, page.observedAt());
      rows++;
      poll.walk().countRow();
      try {
        subjects.add(fitting(normalizer.normalize(object(row), poll.scope(), place)));
      } catch (Rejected rejection) {
        reject(CanonicalJson.text(RecordRedaction.of(row)), false, place, rejection);
        if (stopped()) {
          break;
        }
      }
    }
    fresh += subjects.moveTo(poll.walk());
    rejectUnfit();
    return new Page.Taken(page, rows, fresh);
  }

  private static ObjectNode object(JsonNode row) {
    if (!(row instanceof ObjectNode object)) {
      throw new Rejected("wrong_type", "", "a row is not an object");
    }
    if (RowSize.exceeds(row, MAX_ROW_BYTES)) {
      String message = "a row is larger than " + MAX_ROW_BYTES + " bytes";
      throw new Rejected("record_too_large", "", message);
    }
    return object;
  }

  private static Observation fitting(Observation observation) {
    if (observation.raw().record().length() > ALWAYS_FITS && observation.size() > MAX_FACTS) {
      String message = "the event would be larger than " + MAX_ROW_BYTES + " bytes";
      throw new Rejected("event_too_large", "", message);
    }
    return observation;
  }

  /** Rejects observations whose subject has no room for its number. */
  private void rejectUnfit() {
    for (Observation one : subjects.unfit()) {
      if (stopped()) {
        return;
      }
      Raw raw = one.raw();
      Rejected rejection = new Rejected("too_long", "", "no room to number the subject");
      reject(raw.record(), raw.truncated(), one.place(), rejection);
    }
  }

  private void reject(String safe, boolean cut, Observation.Place place, Rejected rejection) {
    String whole = redaction.apply(safe);
    String text = DeadLetter.cut(whole, DeadLetter.MAX_RECORD);
    DeadLetter letter =
        new DeadLetter(
            poll.scope(),
            poll.id(),
            poll.scheduledAt(),
            place.observedAt(),
            rejection.errorClass().equals("event_too_large") ? "validate" : "map",
            place.page(),
            place.position(),
            poll.walk().failedAttempts() + 1,
            place.requestId(),
            new DeadLetter.Cause(
                rejection.errorClass(),
                rejection.path().isEmpty() ? null : rejection.path(),
                redaction.apply(rejection.getMessage())),
            text,
            cut || text.length() < whole.length());
    fresh += poll.walk().reject(letter) ? 1 : 0;
  }

  /** Fails the poll if too many records were rejected. */
  private boolean stopped() {
    if (poll.walk().rejected() < maxRejected) {
      return false;
    }
    String message = "stopped after " + maxRejected + " rejected records; see dead letters";
    PollError error = PollError.of(Failure.UNREADABLE, "too_many_rejected", message, page.status());
    poll.walk().fail(error.at(page.number(), 1));
    return true;
  }
}
