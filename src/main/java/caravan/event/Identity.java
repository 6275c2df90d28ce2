package caravan.event;

import caravan.json.Instants;
import java.time.Instant;

/**
 * Which state of which subject an event states.
 *
 * @param subject what it is about, a full path; the scope for markers
 * @param incarnation start of this life of the subject; null for markers
 * @param returnedAfter when the subject was known not to be there, if an earlier life may have had
 *     the same incarnation; else null
 * @param revision material changes inside the incarnation, from 1; 0 for markers
 * @param contentHash hash of the material fields, {@code sha256:} and hex; null for markers
 */
public record Identity(
    String subject, Instant incarnation, Instant returnedAfter, int revision, String contentHash) {

  /** A life that its start alone tells from others. */
  public Identity(String subject, Instant incarnation, int revision, String contentHash) {
    this(subject, incarnation, null, revision, contentHash);
  }

  /** Something that has an identity. */
  public interface Identified {

    Identity identity();

    default String subject() {
      return identity().subject;
    }

    default Instant incarnation() {
      return identity().incarnation;
    }

    default Instant returnedAfter() {
      return identity().returnedAfter;
    }

    default int revision() {
      return identity().revision;
    }

    default String contentHash() {
      return identity().contentHash;
    }
  }

  /**
   * Id of an event with this identity.
   *
   * @param suffix a poll id or a window start; null where only the life tells events apart
   */
  public String eventId(Kind kind, String suffix) {
    String life = returnedAfter == null ? null : Instants.text(returnedAfter);
    return Ids.event(
        kind.wire(), subject, incarnation, revision, contentHash, suffix == null ? life : suffix);
  }

  /** The identity after a change: the next revision. */
  public Identity next(String newContentHash) {
    return new Identity(subject, incarnation, returnedAfter, revision + 1, newContentHash);
  }
}
