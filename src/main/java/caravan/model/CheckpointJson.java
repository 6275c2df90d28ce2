package caravan.model;

import caravan.model.Checkpoint.Absence;
import caravan.model.Checkpoint.Complete;
import caravan.model.Checkpoint.Last;
import java.io.IOException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a record of the checkpoint topic. */
final class CheckpointJson {

  private static final String MAJOR = "1.";

  private final MemberReader in;

  private CheckpointJson(MemberReader in) {
    this.in = in;
  }

  static Checkpoint read(byte[] json) throws UnreadableRecord {
    return MemberReader.checkpoint(json, in -> new CheckpointJson(in).checkpoint());
  }

  private Checkpoint checkpoint() throws IOException, UnreadableRecord {
    String version = null;
    String scope = null;
    Last lastPoll = null;
    Complete lastComplete = null;
    SortedMap<String, Absence> pendingAbsent = null;
    int notFound = 0;
    Instant endedAt = null;
    while (in.next()) {
      switch (in.name()) {
        case "ended_at" -> endedAt = in.instant();
        case "last_complete" -> lastComplete = complete();
        case "last_poll" -> lastPoll = last();
        case "not_found" -> notFound = in.whole();
        case "pending_absent" -> pendingAbsent = absences();
        case "schema_version" -> version = in.text();
        case "scope" -> scope = in.text();
        default -> in.skip();
      }
    }
    in.require(version, "schema_version");
    in.check(version.startsWith(MAJOR), "is of another major version");
    in.require(scope, "scope");
    in.require(lastPoll, "last_poll");
    in.require(pendingAbsent, "pending_absent");
    in.check(notFound >= 0, "has a negative not_found");
    return new Checkpoint(scope, lastPoll, lastComplete, pendingAbsent, notFound, endedAt);
  }

  private Last last() throws IOException, UnreadableRecord {
    String pollId = null;
    Instant scheduledAt = null;
    String status = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "poll_id" -> pollId = in.text();
        case "scheduled_at" -> scheduledAt = in.instant();
        case "status" -> status = in.text();
        default -> in.skip();
      }
    }
    in.require(pollId, "poll_id");
    in.require(scheduledAt, "scheduled_at");
    in.require(status, "status");
    return new Last(pollId, scheduledAt, status);
  }

  private Complete complete() throws IOException, UnreadableRecord {
    String pollId = null;
    Instant scheduledAt = null;
    Instant observedAt = null;
    Long unique = null;
    String digest = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "digest" -> digest = in.text();
        case "observed_at" -> observedAt = in.instant();
        case "poll_id" -> pollId = in.text();
        case "scheduled_at" -> scheduledAt = in.instant();
        case "unique" -> unique = in.count();
        default -> in.skip();
      }
    }
    in.require(pollId, "poll_id");
    in.require(scheduledAt, "scheduled_at");
    in.require(observedAt, "observed_at");
    in.require(unique, "unique");
    in.require(digest, "digest");
    return new Complete(pollId, scheduledAt, observedAt, unique, digest);
  }

  private SortedMap<String, Absence> absences() throws IOException, UnreadableRecord {
    SortedMap<String, Absence> all = new TreeMap<>();
    in.open();
    while (in.next()) {
      String subject = in.name();
      all.put(subject, absence());
    }
    return all;
  }

  private Absence absence() throws IOException, UnreadableRecord {
    int misses = 0;
    Instant seenAt = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "misses" -> misses = in.whole();
        case "seen_at" -> seenAt = in.instant();
        default -> in.skip();
      }
    }
    in.check(misses > 0, "lacks misses from 1");
    in.require(seenAt, "seen_at");
    return new Absence(misses, seenAt);
  }
}
