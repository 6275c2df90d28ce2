package caravan.model;

import java.time.Instant;
import java.util.List;

/**
 * What is known of an open subject: the facts of its last published event, as far as the next poll
 * can need them.
 *
 * @param subject what it is about, a full path
 * @param incarnation which life of the subject
 * @param revision material changes inside the incarnation, from 1
 * @param contentHash hash of the material fields, {@code sha256:} and hex
 * @param observedAt when the answer behind the last event had been read
 * @param scheduledAt slot of the poll that published the last event
 * @param client client of a connection, or null
 * @param connection connection as it stood, open; or null
 * @param traffic traffic of the connection without differences, or null
 * @param tls transport security without what held before, or null
 * @param account database account without changes, or null
 * @param quality doubts about the record, possibly empty
 * @param raw the last record seen
 */
public record Known(
    String subject,
    Instant incarnation,
    int revision,
    String contentHash,
    Instant observedAt,
    Instant scheduledAt,
    Client client,
    Connection connection,
    Traffic traffic,
    Tls tls,
    DatabaseAccount account,
    List<Quality> quality,
    Raw raw) {

  private static final String COUNTER_RESET = "counter_reset";

  /** What an event that left its subject open says of it. */
  public static Known of(Event event) {
    return new Known(
        event.subject(),
        event.incarnation(),
        event.revision(),
        event.contentHash(),
        event.observedAt(),
        event.snapshot().scheduledAt(),
        event.client(),
        event.connection() == null ? null : event.connection().withoutDelta(),
        event.traffic() == null ? null : event.traffic().withoutDelta(),
        event.tls() == null ? null : event.tls().withoutPrevious(),
        event.account() == null ? null : event.account().withoutChanges(),
        aboutTheRecord(event.quality()),
        event.raw());
  }

  /** A reset says something of two readings, not of the record that stays behind. */
  static List<Quality> aboutTheRecord(List<Quality> quality) {
    for (Quality one : quality) {
      if (one.code().equals(COUNTER_RESET)) {
        return quality.stream().filter(each -> !each.code().equals(COUNTER_RESET)).toList();
      }
    }
    return quality;
  }
}
