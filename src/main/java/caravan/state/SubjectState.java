package caravan.state;

import caravan.event.Event;
import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.Quality;
import caravan.event.Raw;
import java.time.Instant;
import java.util.List;

/**
 * What is known of an open subject: the facts of its last published event, as far as the next poll
 * can need them.
 *
 * @param identity which state of which subject
 * @param observedAt when the answer behind the last event had been read
 * @param scheduledAt slot of the poll that published the last event
 * @param facts what was said of the subject, without what only a transition states
 * @param quality doubts about the record, possibly empty
 * @param raw the last record seen
 */
public record SubjectState(
    Identity identity,
    Instant observedAt,
    Instant scheduledAt,
    Facts facts,
    List<Quality> quality,
    Raw raw)
    implements Identity.Identified {

  private static final String COUNTER_RESET = "counter_reset";

  /** What an event that left its subject open says of it. */
  public static SubjectState of(Event event) {
    return new SubjectState(
        event.identity(),
        event.observedAt(),
        event.snapshot().scheduledAt(),
        event.facts() == null ? null : event.facts().withoutChanges(),
        aboutTheRecord(event.quality()),
        event.raw());
  }

  /** A reset says something of two readings, not of the record that stays behind. */
  public static List<Quality> aboutTheRecord(List<Quality> quality) {
    for (Quality one : quality) {
      if (one.code().equals(COUNTER_RESET)) {
        return quality.stream().filter(each -> !each.code().equals(COUNTER_RESET)).toList();
      }
    }
    return quality;
  }
}
