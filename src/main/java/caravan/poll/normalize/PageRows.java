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

  /** What an observation and its event take beside the record's text; measured. */
  private static final int MEMORY_OF_ROW = 1536;

  /** What a dead letter takes beside its text. */
  private static final int MEMORY_OF_LETTER = 512;

  /** Memory is acquired for so many bytes of rows at once. */
  private static final int STEP = 64 * 1024;

  /** A smaller row cannot make an event that is too large. */
  private static final int ALWAYS_FITS = 16 * 1024;

  private final Poll poll;
  private final Page page;
  private final Redaction redaction;
  private final long maxRejected;
  private final PageSubjects subjects = new PageSubjects();

  /** Rejected rows and subjects that are new to the poll. */
  private long fresh;

  /** What the subjects of the rows count as, were they all new. */
  private int counted;

  /** Memory of rows that is still to be acquired. */
  private long unpaid;

  /** Why the page does not count; null while it does. */
  private PollError refusal;

  PageRows(Poll poll, Page page, Redaction redaction, long maxRejected) {
    this.poll = poll;
    this.page = page;
    this.redaction = redaction;
    this.maxRejected = maxRejected;
  }

  /** Adds the rows; none if they do not fit into memory, which ends the walk. */
  Page.Taken read(Normalizer normalizer) {
    int rows = readRows(normalizer);
    if (refusal == null) {
      admitSubjects();
    }
    if (refusal != null) {
      poll.walk().uncountRows(rows);
      poll.walk().fail(refusal.at(page.number(), 1));
      return new Page.Taken(page.withoutRows(), 0, 0);
    }
    poll.walk().received(page);
    fresh += subjects.moveTo(poll.walk());
    rejectUnfit();
    return new Page.Taken(page.withoutRows(), rows, fresh);
  }

  private int readRows(Normalizer normalizer) {
    String requestId = redaction.applyToValue(page.requestId());
    int rows = 0;
    for (JsonNode listed : page.rows()) {
      JsonNode row = redaction.applyToRow(listed);
      Observation.Place place =
          new Observation.Place(page.number(), rows, requestId, page.observedAt());
      rows++;
      poll.walk().countRow();
      try {
        ObjectNode object = object(row);
        if (normalizer.skips(object)) {
          poll.walk().skipRow();
          fresh++;
          continue;
        }
        Observation one = fitting(normalizer.normalize(object, poll.scope(), place));
        acquire(MEMORY_OF_ROW + 2L * one.raw().record().length());
        counted += PageSubjects.counted(one.raw());
        subjects.add(one);
      } catch (Rejected rejection) {
        JsonNode safe = RecordRedaction.of(row, poll.scope().api().row().plain());
        reject(CanonicalJson.text(safe), false, place, rejection);
        if (stopped()) {
          break;
        }
      }
      if (refusal != null) {
        break;
      }
    }
    pay();
    return rows;
  }

  /** Refuses a page with more new subjects than this replica can remember. */
  private void admitSubjects() {
    int known = poll.memory().counted() + poll.walk().unique();
    if (!poll.heldMemory().admitsSubjects(known, counted)
        && !poll.heldMemory().admitsSubjects(known, subjects.newTo(poll))) {
      refuse(
          "too_many_subjects",
          "this replica has too many open subjects to remember those of the page");
    }
  }

  /**
   * Acquires memory for a row, which the poll holds until it is published. It does not wait: others
   * may be waiting for the rows that this poll works on.
   */
  private void acquire(long bytes) {
    unpaid += bytes;
    if (unpaid >= STEP) {
      pay();
    }
  }

  private void pay() {
    if (refusal == null && !poll.heldMemory().growRows(unpaid)) {
      refuse("page_too_large", "the rows do not fit into memory beside those of other polls");
    }
    unpaid = 0;
  }

  private void refuse(String code, String message) {
    refusal = PollError.of(Failure.UNREADABLE, code, message, page.status());
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
    acquire(MEMORY_OF_LETTER + 2L * text.length());
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
