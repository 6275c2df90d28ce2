package caravan.event;

import caravan.json.Hashes;
import caravan.json.Instants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;

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

  /**
   * Digest of a snapshot: hash over its subjects and their content, the sorted lines of {@code
   * subject hash}. The lines of a long list take much memory, so they are never built.
   *
   * @param all sorted by this
   */
  public static <T> String digest(
      T[] all, Function<T, String> subject, Function<T, String> contentHash) {
    Arrays.sort(all, (one, other) -> compareLines(one, other, subject, contentHash));
    Hashes.Sum sum = new Hashes.Sum();
    String separator = "";
    for (T one : all) {
      sum.add(separator).add(subject.apply(one)).add(" ").add(contentHash.apply(one));
      separator = "\n";
    }
    return Hashes.PREFIX + sum.hex();
  }

  /** Compares the lines without building them. */
  private static <T> int compareLines(
      T one, T other, Function<T, String> subject, Function<T, String> contentHash) {
    String first = subject.apply(one);
    String second = subject.apply(other);
    int common = Math.min(first.length(), second.length());
    if (first.length() == second.length() || !first.regionMatches(0, second, 0, common)) {
      return first.compareTo(second);
    }
    // One subject begins with the other, whose line goes on with a blank.
    char next = (first.length() > common ? first : second).charAt(common);
    if (next == ' ') {
      String line = first + " " + contentHash.apply(one);
      return line.compareTo(second + " " + contentHash.apply(other));
    }
    return next > ' ' ? first.compareTo(second) : second.compareTo(first);
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
