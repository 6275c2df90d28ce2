package caravan.event;

import caravan.json.Hashes;
import caravan.json.JsonText;
import java.time.Instant;

/** What a vendor record says of its subject. Each event, except a marker, is about one family. */
public sealed interface Facts permits ConnectionFacts, Tls, DatabaseAccount, Asset {

  /** Writes the event members whose names sort before {@code content_hash}. */
  void writeLeading(JsonText out);

  /** Writes the event members whose names sort after {@code subject}. */
  void writeTrailing(JsonText out);

  /** Writes the material fields as event members: what makes a change a change. */
  void writeMaterial(JsonText out);

  /** Whether it takes version 1.1 of the contract to state all of them. */
  boolean needsMinor();

  /** These facts without what only a transition states. */
  Facts withoutChanges();

  /** These facts at the end of their subject, later than {@code after}, by {@code until}. */
  default Facts closed(Instant after, Instant until) {
    return this;
  }

  /** Canonical text of the material fields, in UTF-8. */
  default byte[] material() {
    JsonText out = new JsonText(1024).open();
    writeMaterial(out);
    return out.close().utf8();
  }

  /** Hash of the material fields, {@code sha256:} and hex. */
  default String contentHash() {
    return Hashes.PREFIX + Ids.sha256(material());
  }
}
