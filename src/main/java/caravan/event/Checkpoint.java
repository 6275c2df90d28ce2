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
 * @param omitted what {@code pendingAbsent} had no room for, or null
 * @param notFound polls in a row that ended with "resource not found"
 * @param endedAt when subjects last ended without a complete poll, since the last complete one; or
 *     null
 * @param letters when the dead letter of a refused text was published, by {@link DeadLetter#digest}
 * @param open subjects that are open after the last poll; null if that poll was complete, which
 *     proves more, and in checkpoints of earlier versions
 */
public record Checkpoint(
    String scope,
    Last lastPoll,
    Complete lastComplete,
    SortedMap<String, Absence> pendingAbsent,
    Omitted omitted,
    int notFound,
    Instant endedAt,
    SortedMap<String, Instant> letters,
    Long open) {

  /**
   * Most bytes that pending absences take. Kafka takes a checkpoint of up to 8 MiB, and a subject
   * of up to a KiB: what has no room here becomes pending later.
   */
  public static final int MAX_PENDING_BYTES = 4 * 1024 * 1024;

  /** Most texts that are known to be told; the oldest makes room for the next. */
  public static final int MAX_LETTERS = 1_024;

  /**
   * The last poll that was published.
   *
   * @param status {@code complete}, {@code partial}, {@code failed}, or {@code retired} for the end
   *     of the scope
   */
  public record Last(String pollId, Instant scheduledAt, String status) {

    private static final String RETIRED = "retired";

    /** The end of a scope that no target names any more. */
    public static Last retired(String pollId, Instant scheduledAt) {
      return new Last(pollId, scheduledAt, RETIRED);
    }
  }

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
  public record Absence(int misses, Instant seenAt) {

    private static final String MEMBER = ",:{\"misses\":,\"seen_at\":\"\"}";
    private static final int INSTANT = 24;

    /** Bytes that it takes in a checkpoint; more than that if the subject needs no escapes. */
    public int bytes(String subject) {
      return new JsonText(2 * subject.length() + 2).value(subject).utf8().length
          + MEMBER.length()
          + Integer.toString(misses).length()
          + INSTANT;
    }
  }

  /**
   * Absences that the checkpoint had no room for.
   *
   * @param count how many the last complete poll left out
   * @param seenAt when all of these subjects were still known to be there
   */
  public record Omitted(long count, Instant seenAt) {}

  /** Keeps the pending absences and the letters in the order of their names. */
  public Checkpoint {
    pendingAbsent = new TreeMap<>(pendingAbsent);
    letters = new TreeMap<>(letters);
  }

  /** A checkpoint with room for all that is pending, without dead letters and a count. */
  public Checkpoint(
      String scope,
      Last lastPoll,
      Complete lastComplete,
      SortedMap<String, Absence> pendingAbsent,
      int notFound,
      Instant endedAt) {
    this(
        scope,
        lastPoll,
        lastComplete,
        pendingAbsent,
        null,
        notFound,
        endedAt,
        new TreeMap<>(),
        null);
  }

  /** What is kept of a scope that was retired: its slot, and when its subjects ended. */
  public static Checkpoint retired(String scope, Last end, Instant endedAt) {
    return new Checkpoint(scope, end, null, new TreeMap<>(), 0, endedAt);
  }

  /** Whether the scope was retired and not polled since. */
  public boolean isRetired() {
    return lastPoll.status.equals(Last.RETIRED);
  }

  /** Whether the last poll was the last complete one. */
  public boolean isComplete() {
    return lastComplete != null && lastComplete.pollId.equals(lastPoll.pollId);
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
    Long open = checkpoint.number("open");
    checkpoint.check(open == null || open >= 0, "open", "is negative");
    return new Checkpoint(
        checkpoint.needed("scope", checkpoint::text),
        last(checkpoint.needed("last_poll", checkpoint::part)),
        checkpoint.optional("last_complete", Checkpoint::complete),
        absences(checkpoint.needed("pending_absent", checkpoint::part)),
        checkpoint.optional("pending_omitted", Checkpoint::omitted),
        notFound == null ? 0 : notFound,
        checkpoint.instant("ended_at"),
        letters(checkpoint.part("letters")),
        open);
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

  private static Omitted omitted(Part one) throws UnreadableRecord {
    return new Omitted(one.needed("count", one::number), one.needed("seen_at", one::instant));
  }

  private static SortedMap<String, Instant> letters(JsonPart told) throws UnreadableRecord {
    SortedMap<String, Instant> all = new TreeMap<>();
    if (told != null) {
      for (String digest : told.names()) {
        all.put(digest, told.needed(digest, told::instant));
      }
    }
    return all;
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
        .close();
    if (!letters.isEmpty()) {
      out.open("letters");
      letters.forEach(out::field);
      out.close();
    }
    out.field("not_found", notFound > 0 ? Integer.valueOf(notFound) : null)
        .field("open", open)
        .open("pending_absent");
    for (Map.Entry<String, Absence> one : pendingAbsent.entrySet()) {
      out.open(one.getKey())
          .field("misses", one.getValue().misses)
          .field("seen_at", one.getValue().seenAt)
          .close();
    }
    out.close();
    if (omitted != null) {
      out.open("pending_omitted")
          .field("count", omitted.count)
          .field("seen_at", omitted.seenAt)
          .close();
    }
    return out.field("schema_version", Event.SCHEMA_VERSION)
        .field("scope", scope)
        .close()
        .toString();
  }
}
