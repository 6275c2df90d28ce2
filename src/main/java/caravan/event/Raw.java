package caravan.event;

import caravan.json.JsonText;

/**
 * The vendor's record as canonical JSON text, secrets removed.
 *
 * @param record text, at most 64 KiB of UTF-8
 * @param sha256 SHA-256 of the text, lower-case hex
 * @param truncated whether the text was cut to fit
 */
public record Raw(String record, String sha256, boolean truncated) {

  void write(JsonText out) {
    out.open()
        .field("media_type", "application/json")
        .field("record", record)
        .field("sha256", sha256)
        .field("truncated", truncated ? Boolean.TRUE : null)
        .close();
  }
}
