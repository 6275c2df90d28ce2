package caravan.normalize;

import caravan.model.CanonicalJson;
import caravan.model.Ids;
import caravan.model.Raw;
import com.fasterxml.jackson.databind.JsonNode;

/** Turns vendor records into the text that is published of them. */
public final class Records {

  /** Most bytes of UTF-8 that a published record has. */
  public static final int LARGEST = 64 * 1024;

  /** No character takes more bytes of UTF-8 per UTF-16 code unit. */
  private static final int MOST_BYTES_PER_UNIT = 3;

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
    return Redaction.of(value);
  }

  private static Raw cut(String text) {
    int end = fitting(text);
    String kept = text.substring(0, end);
    return new Raw(kept, Ids.sha256(kept), end < text.length());
  }

  /** Longest part from the start that fits and ends between two characters. */
  private static int fitting(String text) {
    if (text.length() <= LARGEST / MOST_BYTES_PER_UNIT) {
      return text.length();
    }
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      bytes += bytes(character);
      if (bytes > LARGEST) {
        return end;
      }
      end += Character.charCount(character);
    }
    return end;
  }

  private static int bytes(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return Character.isSupplementaryCodePoint(character) ? 4 : 3;
  }
}
