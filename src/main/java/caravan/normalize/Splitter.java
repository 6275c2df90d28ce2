package caravan.normalize;

import caravan.Settings;
import caravan.model.Account;
import caravan.model.CanonicalJson;
import caravan.model.DeadLetter;
import caravan.model.Failure;
import caravan.model.FollowsScopes;
import caravan.model.Observation;
import caravan.model.Page;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.Raw;
import caravan.model.Rejected;
import caravan.model.Scope;
import caravan.redact.OwnSecrets;
import caravan.redact.Redaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Splits a page into its rows and takes each into the poll: as an observation, as a repetition that
 * says nothing new, or as a dead letter.
 */
@Singleton
@Named("splitter")
public final class Splitter implements FollowsScopes {

  private static final int LONGEST_ROW = 256 * 1024;

  /** What an event may take, less room for the members that every event has. */
  private static final int LONGEST_FACTS = 240 * 1024;

  /** A row below this size cannot make an event that is too large. */
  private static final int SURELY_FITS = 16 * 1024;

  private final Settings settings;
  private final Map<Account, Redaction> redactions = new ConcurrentHashMap<>();

  /** With the limits of {@code caravan.poll}. */
  public Splitter(Settings settings) {
    this.settings = settings;
  }

  /** Takes every row of a page into the poll. */
  public Page.Taken take(
      @ExchangeProperty("poll") Poll poll,
      @ExchangeProperty("normalizer") Normalizer normalizer,
      @Body Page page) {
    poll.received(page);
    Redaction redaction = redaction(poll.scope().target().account());
    String requestId = redaction.applyToValue(page.requestId());
    PageSubjects subjects = new PageSubjects();
    long rows = 0;
    long fresh = 0;
    for (JsonNode listed : page.rows()) {
      JsonNode row = OwnSecrets.without(listed, redaction);
      Observation.Place place =
          new Observation.Place(page.number(), Math.toIntExact(rows), requestId, page.observedAt());
      rows++;
      poll.countRow();
      try {
        subjects.add(fitting(normalizer.normalize(object(row), poll.scope(), place)));
      } catch (Rejected rejection) {
        String text = CanonicalJson.text(Records.redacted(row));
        fresh += poll.reject(letter(poll, text, false, place, rejection, redaction)) ? 1 : 0;
        if (tooMany(poll, page)) {
          break;
        }
      }
    }
    return new Page.Taken(
        page,
        rows,
        fresh + subjects.moveTo(poll) + refuse(subjects.unfit(), poll, page, redaction));
  }

  /** The forms that secrets take are worked out once, not for each page. */
  private Redaction redaction(Account account) {
    return redactions.compute(account, (same, known) -> Redaction.of(same, known));
  }

  @Override
  public void keepOnly(Collection<Scope> scopes) {
    redactions
        .keySet()
        .retainAll(
            scopes.stream().map(scope -> scope.target().account()).collect(Collectors.toSet()));
  }

  /** Refuses observations whose event would not be valid; returns how many say something new. */
  private long refuse(List<Observation> unfit, Poll poll, Page page, Redaction redaction) {
    long fresh = 0;
    for (Observation one : unfit) {
      if (tooMany(poll, page)) {
        break;
      }
      Rejected rejection = new Rejected("too_long", "", "no room to number the subject");
      Raw raw = one.raw();
      DeadLetter letter =
          letter(poll, raw.record(), raw.truncated(), one.place(), rejection, redaction);
      fresh += poll.reject(letter) ? 1 : 0;
    }
    return fresh;
  }

  /** Whether so many records were rejected that the poll stops. */
  private boolean tooMany(Poll poll, Page page) {
    boolean tooMany = poll.rejected() >= settings.poll().rejectedRecords();
    if (tooMany) {
      stop(poll, page);
    }
    return tooMany;
  }

  private static ObjectNode object(JsonNode row) {
    if (!row.isObject()) {
      throw new Rejected("wrong_type", "", "a row is not an object");
    }
    if (RowSize.most(row) <= LONGEST_ROW) {
      return (ObjectNode) row;
    }
    String text = CanonicalJson.text(row);
    if (text.length() > LONGEST_ROW || utf8Length(text) > LONGEST_ROW) {
      throw new Rejected("record_too_large", "", "a row is larger than " + LONGEST_ROW + " bytes");
    }
    return (ObjectNode) row;
  }

  private static Observation fitting(Observation observation) {
    if (observation.raw().record().length() > SURELY_FITS && observation.size() > LONGEST_FACTS) {
      throw new Rejected(
          "event_too_large", "", "the event would be larger than " + LONGEST_ROW + " bytes");
    }
    return observation;
  }

  private static int utf8Length(String text) {
    return text.length() * 3L <= LONGEST_ROW ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static DeadLetter letter(
      Poll poll,
      String safe,
      boolean cut,
      Observation.Place place,
      Rejected rejection,
      Redaction redaction) {
    String whole = redaction.apply(safe);
    String text = DeadLetter.cut(whole, DeadLetter.LONGEST_RECORD);
    return new DeadLetter(
        poll.scope(),
        poll.id(),
        poll.scheduledAt(),
        place.observedAt(),
        rejection.errorClass().equals("event_too_large") ? "validate" : "map",
        place.page(),
        place.position(),
        place.requestId(),
        new DeadLetter.Cause(
            rejection.errorClass(),
            rejection.path().isEmpty() ? null : rejection.path(),
            redaction.apply(rejection.getMessage())),
        text,
        cut || text.length() < whole.length());
  }

  private void stop(Poll poll, Page page) {
    String message =
        "stopped after "
            + settings.poll().rejectedRecords()
            + " rejected records; see dead letters";
    poll.fail(
        PollError.of(Failure.UNREADABLE, "too_many_rejected", message, page.status())
            .at(page.number(), 1));
  }
}
