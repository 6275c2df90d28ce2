package caravan.doctor.replay;

import caravan.model.Scope;
import caravan.observe.trace.Answered;
import caravan.observe.trace.Failed;
import caravan.observe.trace.Sent;
import java.time.Instant;
import java.util.List;

/**
 * A poll that can be run again without the vendor: every request, answer and failure without
 * secrets, all that the events depend on besides, and the events.
 *
 * @param version version of Caravan that recorded it
 * @param scope what was polled, with its target
 * @param scheduledAt slot of the poll
 * @param startedAt when it started
 * @param limits settings that decide how far a poll goes
 * @param attempts requests and what became of them, in order
 * @param events events as JSON, marker last
 * @param letters dead letters as JSON
 */
record Recording(
    String version,
    Scope scope,
    Instant scheduledAt,
    Instant startedAt,
    Limits limits,
    List<RecordedAttempt> attempts,
    List<String> events,
    List<String> letters) {

  /**
   * Settings that decide how far a poll goes.
   *
   * @param pages {@code caravan.poll.max-pages}
   * @param pageRows {@code caravan.poll.max-page-rows}
   * @param rejectedRecords {@code caravan.poll.max-rejected-records}
   */
  record Limits(int pages, int pageRows, int rejectedRecords) {}

  /**
   * One attempt at a page.
   *
   * @param sent the request; null when the poll was kept from sending one
   * @param answered the answer; null when none came
   * @param failed why it did not bring the page; null when it did
   */
  record RecordedAttempt(Sent sent, Answered answered, Failed failed) {

    /** When it was over. */
    Instant at() {
      return answered != null ? answered.at() : failed.at();
    }
  }

  /** The recording with what its poll leaves. */
  Recording with(List<String> allEvents, List<String> allLetters) {
    return new Recording(
        version, scope, scheduledAt, startedAt, limits, attempts, allEvents, allLetters);
  }
}
