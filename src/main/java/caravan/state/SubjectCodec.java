package caravan.state;

import caravan.event.Identity;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.json.Hashes;
import java.time.Instant;

/**
 * An open subject as a string of bytes: its path first, then its life, then the rest, so that a
 * subject can be found and its life be told without unpacking it. What subjects of a scope have in
 * common, the beginning of their paths and the shapes of their records, is kept once, here.
 */
final class SubjectCodec {

  // Bits beside those of the facts.
  private static final int QUALITY = 32;
  private static final int RAW = 64;

  /**
   * Slashes in the beginning that all subjects of a scope share: those of its resource, one more.
   */
  private static final int SLASHES = 7;

  private static final int PREFIXED = 1;
  private static final int WIDE = 2;

  private final String prefix;
  private final RecordTemplates shapes = new RecordTemplates();

  SubjectCodec(String subject) {
    this.prefix = prefixOf(subject);
  }

  private static String prefixOf(String subject) {
    int end = 0;
    for (int i = 0; i < SLASHES; i++) {
      int slash = subject.indexOf('/', end);
      if (slash < 0) {
        break;
      }
      end = slash + 1;
    }
    return subject.substring(0, end);
  }

  /** A subject in packed form. */
  byte[] pack(SubjectState known, CompactWriter out) {
    subject(known.subject(), out);
    out.instant(known.incarnation());
    out.signed(known.revision());
    out.hash(known.contentHash(), Hashes.PREFIX);
    out.instant(known.scheduledAt());
    out.instant(known.observedAt());
    // Most vendors repeat the id in the record.
    out.known(known.subject(), known.subject().lastIndexOf('/') + 1, known.subject().length());
    out.number(parts(known));
    FactsCodec.pack(known.facts(), out);
    if (known.quality() != null) {
      FactsCodec.list(known.quality(), out, one -> quality(one, out));
    }
    if (known.raw() != null) {
      raw(known.raw(), out);
    }
    return out.packed();
  }

  /** Everything that is known of a packed subject. */
  SubjectState known(byte[] packed) {
    CompactReader in = new CompactReader(packed);
    String subject = subject(in);
    Instant incarnation = in.instant();
    int revision = (int) in.signed();
    String contentHash = in.hash(Hashes.PREFIX);
    Instant scheduledAt = in.instant();
    Instant observedAt = in.instant();
    in.known(subject, subject.lastIndexOf('/') + 1, subject.length());
    int parts = in.number();
    return new SubjectState(
        new Identity(subject, incarnation, revision, contentHash),
        observedAt,
        scheduledAt,
        FactsCodec.unpack(parts, in),
        (parts & QUALITY) == 0 ? null : FactsCodec.list(in, () -> quality(in)),
        (parts & RAW) == 0 ? null : raw(in));
  }

  /** The life of a packed subject. */
  ScopeState.Life life(byte[] packed) {
    CompactReader in = new CompactReader(packed);
    long head = in.unsigned();
    in.skip((int) (head >>> 2) * ((head & WIDE) == 0 ? 1 : 2));
    Instant incarnation = in.instant();
    int revision = (int) in.signed();
    return new ScopeState.Life(incarnation, revision, in.hash(Hashes.PREFIX), in.instant());
  }

  /** Path of a packed subject. */
  String subject(byte[] packed) {
    return subject(new CompactReader(packed));
  }

  /** Whether this is the path of the packed subject. */
  boolean is(byte[] packed, String subject) {
    CompactReader in = new CompactReader(packed);
    long head = in.unsigned();
    int length = (int) (head >>> 2);
    boolean prefixed = (head & PREFIXED) != 0;
    int from = prefixed ? prefix.length() : 0;
    if (subject.length() - from != length || prefixed && !subject.startsWith(prefix)) {
      return false;
    }
    boolean wide = (head & WIDE) != 0;
    int at = in.at();
    for (int i = from; i < subject.length(); i++) {
      int c = packed[at++] & 0xff;
      if (wide) {
        c = c << 8 | packed[at++] & 0xff;
      }
      if (c != subject.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void subject(String subject, CompactWriter out) {
    boolean prefixed = subject.startsWith(prefix);
    int from = prefixed ? prefix.length() : 0;
    boolean wide = CompactWriter.isWide(subject, from, subject.length());
    out.unsigned(
        (long) (subject.length() - from) << 2 | (wide ? WIDE : 0) | (prefixed ? PREFIXED : 0));
    out.characters(subject, from, subject.length(), wide);
  }

  private String subject(CompactReader in) {
    long head = in.unsigned();
    String rest = in.characters((int) (head >>> 2), (head & WIDE) != 0);
    return (head & PREFIXED) == 0 ? rest : prefix + rest;
  }

  private static int parts(SubjectState known) {
    return FactsCodec.parts(known.facts())
        | (known.quality() == null ? 0 : QUALITY)
        | (known.raw() == null ? 0 : RAW);
  }

  private static void quality(Quality quality, CompactWriter out) {
    out.text(quality.code());
    out.text(quality.path());
    out.text(quality.detail());
  }

  private static Quality quality(CompactReader in) {
    return new Quality(in.text(), in.text(), in.text());
  }

  private void raw(Raw raw, CompactWriter out) {
    out.number(raw.truncated() ? 1 : 0);
    out.hash(raw.sha256(), "");
    shapes.pack(raw.record(), out);
  }

  private Raw raw(CompactReader in) {
    boolean truncated = in.number() != 0;
    String sha256 = in.hash("");
    return new Raw(shapes.unpack(in), sha256, truncated);
  }
}
