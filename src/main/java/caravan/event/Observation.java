package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;
import java.util.List;

/**
 * What one vendor record says, in our words, before anything is known of earlier polls: the result
 * of normalizing and the input of comparing.
 *
 * @param subject what it is about, a full path
 * @param incarnation vendor's start of the subject's life; null when the vendor knows none
 * @param facts what it says of the subject
 * @param contentHash hash over the material fields, {@code sha256:} and hex
 * @param quality doubts, possibly empty
 * @param raw the record
 * @param place where the record stood
 */
public record Observation(
    String subject,
    Instant incarnation,
    Facts facts,
    String contentHash,
    List<Quality> quality,
    Raw raw,
    Place place) {

  /**
   * Where a record stood in its poll.
   *
   * @param page page, from 0
   * @param position position in the page, from 0
   * @param requestId vendor's id of the request that carried it, or null
   * @param observedAt when the page had been read in full
   */
  public record Place(int page, int position, String requestId, Instant observedAt) {}

  /** An observation whose content hash is computed from its facts. */
  public static Observation of(
      String subject,
      Instant incarnation,
      Facts facts,
      List<Quality> quality,
      Raw raw,
      Place place) {
    return new Observation(
        subject, incarnation, facts, facts.contentHash(), List.copyOf(quality), raw, place);
  }

  /** Bytes that the facts, the doubts and the record take in an event's JSON. */
  public int size() {
    JsonText out = new JsonText(1024).open();
    facts.writeLeading(out);
    facts.writeTrailing(out);
    return out.list("quality", quality, Quality::write)
        .part("raw", raw, Raw::write)
        .close()
        .utf8()
        .length;
  }
}
