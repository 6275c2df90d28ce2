package caravan.event;

import caravan.json.Hashes;
import caravan.json.Instants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * The id recipes of the event contract. They never change inside a major version, because consumers
 * deduplicate by id.
 */
public final class Ids {

  /** Hash of no bytes, which is what most requests have for a body. */
  private static final String NOTHING = Hashes.hex(Hashes.sha256(new byte[0]));

  private static final UUID URL = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
  private static final byte[] NAMESPACE = bytes(uuid5(bytes(URL), "urn:caravan:v1"));

  private Ids() {}

  /** Id of one poll: the same slot of the same scope has the same id, whoever polls it. */
  public static String poll(String scope, Instant scheduledAt) {
    return of("poll\n" + scope + "\n" + Instants.text(scheduledAt));
  }

  /** Id of an event that states a record. {@code suffix} is a poll id, an instant or null. */
  public static String event(
      String kind,
      String subject,
      Instant incarnation,
      int revision,
      String contentHash,
      String suffix) {
    String begun = kind + "\n" + subject + "\n" + Instants.text(incarnation);
    String name = "event\n1\n" + begun + "\n" + revision + "\n" + contentHash;
    return of(suffix == null ? name : name + "\n" + suffix);
  }

  /** Id of the marker of a poll. */
  public static String marker(String kind, String scope, String pollId) {
    return of("event\n1\n" + kind + "\n" + scope + "\n" + pollId);
  }

  /** Id of a dead letter; a whole page has no position. */
  public static String letter(
      String scope, String pollId, int page, Integer position, String sha256) {
    String place = position == null ? "-" : position.toString();
    return of("dlq\n1\n" + scope + "\n" + pollId + "\n" + page + "\n" + place + "\n" + sha256);
  }

  /** SHA-256 as lower-case hex. */
  public static String sha256(byte[] bytes) {
    return bytes.length == 0 ? NOTHING : Hashes.hex(Hashes.sha256(bytes));
  }

  /** SHA-256 of UTF-8 text as lower-case hex. */
  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String of(String name) {
    return uuid5(NAMESPACE, name).toString();
  }

  private static UUID uuid5(byte[] namespace, String name) {
    ByteBuffer hash =
        ByteBuffer.wrap(Hashes.sha1(namespace, name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xf000L) | 0x5000L;
    long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
