package caravan.state;

import caravan.event.Event;
import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.Quality;
import caravan.event.Raw;
import java.time.Instant;
import java.util.List;

/**
 * What is known of an open subject: the part of its last published event that the next poll needs.
 *
 * @param identity its last state
 * @param observedAt when the answer behind the last event had been read
 * @param scheduledAt slot of the poll that published the last event
 * @param facts the facts, without what only a transition states
 * @param quality notes about the record, possibly empty
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

  /** The state after an event that left its subject open. */
  public static SubjectState of(Event event) {
    return new SubjectState(
        event.identity(),
        event.observedAt(),
        event.snapshot().scheduledAt(),
        event.facts() == null ? null : event.facts().withoutChanges(),
        aboutTheRecord(event.quality()),
        event.raw());
  }

  /** Drops the note of a counter reset, which is about two readings and not about the record. */
  public static List<Quality> aboutTheRecord(List<Quality> quality) {
    return quality.stream().filter(one -> !one.code().equals(COUNTER_RESET)).toList();
  }
}
