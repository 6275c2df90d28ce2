package caravan.cloud.record;

import caravan.event.DeadLetter;
import caravan.event.Ids;
import caravan.event.Raw;
import caravan.json.CanonicalJson;
import com.fasterxml.jackson.databind.JsonNode;

/** Vendor records as they are published. */
public final class Records {

  /** Bound on a published record, in bytes of UTF-8. */
  public static final int MAX_BYTES = 64 * 1024;

  private Records() {}

  /**
   * Canonical text, cut to {@link #MAX_BYTES} bytes, and its hash.
   *
   * @param safe a JSON value of a vendor, without credentials
   */
  public static Raw published(JsonNode safe) {
    String text = CanonicalJson.text(safe);
    String kept = DeadLetter.cut(text, MAX_BYTES);
    return new Raw(kept, Ids.sha256(kept), kept.length() < text.length());
  }
}
