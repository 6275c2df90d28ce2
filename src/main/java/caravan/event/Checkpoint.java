package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * State of a scope between polls, apart from its subjects.
 *
 * @param scope path of the scope
 * @param lastComplete the last complete one, or null
 * @param pendingAbsent subjects that complete polls missed, but not often enough to prove their end
 * @param notFound polls in a row that ended with "resource not found"
 * @param endedAt when subjects last ended without a complete poll, since the last complete one; or
 *     null
 */
public record Checkpoint(
    String scope,
    Last lastPoll,
    Complete lastComplete,
    SortedMap<String, Absence> pendingAbsent,
    int notFound,
    Instant endedAt) {

  /**
   * The last poll that was published.
   *
   * @param status {@code complete}, {@code partial} or {@code failed}
   */
  public record Last(String pollId, Instant scheduledAt, String status) {}

  /**
   * The last complete poll.
   *
   * @param observedAt when its first page had been read
   * @param unique distinct subjects
   * @param digest hash over the subjects
   */
  public record Complete(
      String pollId, Instant scheduledAt, Instant observedAt, long unique, String digest) {}

  /**
   * A subject that complete polls missed.
   *
   * @param misses complete polls in a row that lacked it
   * @param seenAt when it was last known to be there, fixed at the first miss
   */
  public record Absence(int misses, Instant seenAt) {}

  /** Keeps the pending absences in the order of their subjects. */
  public Checkpoint {
    pendingAbsent = new TreeMap<>(pendingAbsent);
  }

  /**
   * Reads a checkpoint as {@link #json} writes it. Members may come in any order, and unknown
   * members are ignored.
   *
   * @throws UnreadableRecord when it is not a checkpoint, or lacks what a checkpoint must have
   */
  public static Checkpoint read(byte[] json) throws UnreadableRecord {
    JsonPart checkpoint = JsonPart.checkpoint(json);
    String version = checkpoint.needed("schema_version", checkpoint::text);
    checkpoint.check(version.startsWith("1."), "schema_version", "is of another major version");
    Integer notFound = checkpoint.whole("not_found");
    checkpoint.check(notFound == null || notFound >= 0, "not_found", "is negative");
    return new Checkpoint(
        checkpoint.needed("scope", checkpoint::text),
        last(checkpoint.needed("last_poll", checkpoint::part)),
        checkpoint.optional("last_complete", Checkpoint::complete),
        absences(checkpoint.needed("pending_absent", checkpoint::part)),
        notFound == null ? 0 : notFound,
        checkpoint.instant("ended_at"));
  }

  private static Last last(Part one) throws UnreadableRecord {
    return new Last(
        one.needed("poll_id", one::text),
        one.needed("scheduled_at", one::instant),
        one.needed("status", one::text));
  }

  private static Complete complete(Part one) throws UnreadableRecord {
    return new Complete(
        one.needed("poll_id", one::text),
        one.needed("scheduled_at", one::instant),
        one.needed("observed_at", one::instant),
        one.needed("unique", one::number),
        one.needed("digest", one::text));
  }

  private static SortedMap<String, Absence> absences(JsonPart pending) throws UnreadableRecord {
    SortedMap<String, Absence> all = new TreeMap<>();
    for (String subject : pending.names()) {
      all.put(subject, pending.optional(subject, Checkpoint::absence));
    }
    return all;
  }

  private static Absence absence(Part one) throws UnreadableRecord {
    int misses = one.needed("misses", one::whole);
    one.check(misses > 0, "misses", "is less than 1");
    return new Absence(misses, one.needed("seen_at", one::instant));
  }

  /** The checkpoint as canonical JSON. */
  public String json() {
    JsonText out = new JsonText(512).open().field("ended_at", endedAt);
    if (lastComplete != null) {
      out.open("last_complete")
          .field("digest", lastComplete.digest)
          .field("observed_at", lastComplete.observedAt)
          .field("poll_id", lastComplete.pollId)
          .field("scheduled_at", lastComplete.scheduledAt)
          .field("unique", lastComplete.unique)
          .close();
    }
    out.open("last_poll")
        .field("poll_id", lastPoll.pollId)
        .field("scheduled_at", lastPoll.scheduledAt)
        .field("status", lastPoll.status)
        .close()
        .field("not_found", notFound > 0 ? Integer.valueOf(notFound) : null)
        .open("pending_absent");
    for (Map.Entry<String, Absence> one : pendingAbsent.entrySet()) {
      out.open(one.getKey())
          .field("misses", one.getValue().misses)
          .field("seen_at", one.getValue().seenAt)
          .close();
    }
    return out.close()
        .field("schema_version", Event.SCHEMA_VERSION)
        .field("scope", scope)
        .close()
        .toString();
  }
}
