package caravan.cloud.record;

import caravan.event.DeadLetter;
import caravan.event.Ids;
import caravan.event.Raw;
import caravan.json.CanonicalJson;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.databind.JsonNode;

/** Vendor records as they are published. */
public final class Records {

  /** Bound on a published record, in bytes of UTF-8. */
  public static final int MAX_BYTES = 64 * 1024;

  private Records() {}

  /**
   * A record, or any other JSON value of a vendor: canonical text without credentials, cut to
   * {@link #MAX_BYTES} bytes, and the hash of that text.
   */
  public static Raw raw(JsonNode vendorRecord) {
    return published(RecordRedaction.of(vendorRecord));
  }

  /** The same of a record whose credentials were removed. */
  static Raw published(JsonNode safe) {
    String text = CanonicalJson.text(safe);
    String kept = DeadLetter.cut(text, MAX_BYTES);
    return new Raw(kept, Ids.sha256(kept), kept.length() < text.length());
  }
}
