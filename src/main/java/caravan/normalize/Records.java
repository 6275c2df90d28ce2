package caravan.normalize;

import caravan.model.CanonicalJson;
import caravan.model.DeadLetter;
import caravan.model.Ids;
import caravan.model.Raw;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.databind.JsonNode;

/** Turns vendor records into the text that is published of them. */
public final class Records {

  /** Most bytes of UTF-8 that a published record has. */
  public static final int LARGEST = 64 * 1024;

  private Records() {}

  /**
   * A record, or any other JSON value a vendor sent, as it may be published: canonical text without
   * credentials, cut to {@link #LARGEST} bytes, and the hash of that text.
   */
  public static Raw raw(JsonNode vendorRecord) {
    return published(redacted(vendorRecord));
  }

  /** A record that holds no credentials any more, as it is published. */
  static Raw published(JsonNode safe) {
    return cut(CanonicalJson.text(safe));
  }

  /**
   * The value without credentials: {@code [redacted]} for members whose names speak of secrets, and
   * no user info, query or fragment in URLs, at any depth. The value given is not changed.
   */
  public static JsonNode redacted(JsonNode value) {
    return RecordRedaction.of(value);
  }

  private static Raw cut(String text) {
    String kept = DeadLetter.cut(text, LARGEST);
    return new Raw(kept, Ids.sha256(kept), kept.length() < text.length());
  }
}
