package caravan.event;

import java.time.Instant;

/**
 * Which state of which subject an event states.
 *
 * @param subject what it is about, a full path; the scope for markers
 * @param incarnation start of this life of the subject; null for markers
 * @param revision material changes inside the incarnation, from 1; 0 for markers
 * @param contentHash hash of the material fields, {@code sha256:} and hex; null for markers
 */
public record Identity(String subject, Instant incarnation, int revision, String contentHash) {

  /** Something that has an identity. */
  public interface Identified {

    Identity identity();

    default String subject() {
      return identity().subject;
    }

    default Instant incarnation() {
      return identity().incarnation;
    }

    default int revision() {
      return identity().revision;
    }

    default String contentHash() {
      return identity().contentHash;
    }
  }

  /** Id of an event with this identity; {@code suffix} is a poll id, a window start or null. */
  public String eventId(Kind kind, String suffix) {
    return Ids.event(kind.wire(), subject, incarnation, revision, contentHash, suffix);
  }

  /** The identity after a change: the next revision. */
  public Identity next(String newContentHash) {
    return new Identity(subject, incarnation, revision + 1, newContentHash);
  }
}
