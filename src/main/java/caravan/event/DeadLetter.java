package caravan.event;

import caravan.json.JsonText;
import caravan.model.Scope;
import java.time.Instant;

/**
 * A record or page that could not become events: its text, its place and the reason.
 *
 * @param occurredAt when it was read
 * @param stage {@code parse} for a page, {@code map} or {@code validate} for a record
 * @param page page, from 0
 * @param position position in the page, or null for a whole page
 * @param attempts attempts at the page, the one that read this included
 * @param text record or body, redacted and cut to {@link #MAX_RECORD}
 * @param truncated whether the text was cut; then it cannot be replayed
 */
public record DeadLetter(
    Scope scope,
    String pollId,
    Instant scheduledAt,
    Instant occurredAt,
    String stage,
    int page,
    Integer position,
    int attempts,
    String requestId,
    Cause error,
    String text,
    boolean truncated) {

  /** Most bytes of UTF-8 that are kept of a record. */
  public static final int MAX_RECORD = 64 * 1024;

  private static final int MAX_ESCAPE = 6;

  /** Hexadecimal digits of a hash that tell one text from another. */
  private static final int DIGEST = 32;

  /**
   * Why a record was refused.
   *
   * @param errorClass short class, for example {@code bad_time}
   * @param path vendor field, or null for a whole page
   */
  public record Cause(String errorClass, String path, String message) {}

  /** Deterministic id: the same record refused in the same poll has the same id. */
  public String id() {
    return Ids.letter(scope.path(), pollId, page, position, Ids.sha256(text));
  }

  /** What the checkpoint knows the text by: the same text has the same digest in every poll. */
  public String digest() {
    return Ids.sha256(text).substring(0, DIGEST);
  }

  /** The letter as canonical JSON. */
  public String json() {
    JsonText out =
        new JsonText(1024 + text.length())
            .open()
            .field("attempts", attempts)
            .open("error")
            .field("class", error.errorClass)
            .field("message", error.message)
            .field("path", error.path)
            .close()
            .field("id", id())
            .field("occurred_at", occurredAt)
            .field("record", text)
            .field("record_sha256", Ids.sha256(text))
            .field("replayable", !truncated && position != null);
    Source.writeResource(out, scope);
    out.field("schema_version", Event.schemaVersion(scope))
        .open("snapshot")
        .field("page", page)
        .field("poll_id", pollId)
        .field("position", position)
        .field("scheduled_at", scheduledAt)
        .field("scope", scope.path())
        .close();
    Source.writeSource(out, scope, requestId);
    return out.field("stage", stage).field("truncated", truncated).close().toString();
  }

  /**
   * The longest prefix of a text that fits into so many bytes of UTF-8, cut between characters.
   * Text whose escapes would take more than thrice as many bytes of JSON is cut earlier, because a
   * letter has to fit into a Kafka record too.
   */
  public static String cut(String text, int bytes) {
    if (text.length() * 3L <= bytes) {
      return text;
    }
    long plain = 0;
    long escaped = 0;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      int size = size(character);
      plain += size;
      escaped += character < 0x20 ? MAX_ESCAPE : size;
      if (plain > bytes || escaped > 3L * bytes) {
        return text.substring(0, end);
      }
      end += Character.charCount(character);
    }
    return text;
  }

  private static int size(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return Character.isSupplementaryCodePoint(character) ? 4 : 3;
  }
}
