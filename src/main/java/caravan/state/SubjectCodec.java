package caravan.state;

import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.json.Hashes;
import java.util.List;

/**
 * An open subject as bytes: its path, its incarnation, then the rest, so that the first two can be
 * read alone. What the subjects of a scope share, the beginning of their paths and the templates of
 * their records, is kept once, here.
 */
final class SubjectCodec {

  private static final List<Class<?>> FACTS = List.of(Facts.class.getPermittedSubclasses());

  /** Slashes in the prefix that the subjects of a scope share: those of its resource and one. */
  private static final int SLASHES = 7;

  private final String prefix;
  private final RecordTemplates templates = new RecordTemplates();

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

  byte[] pack(SubjectState known, CompactWriter out) {
    boolean prefixed = known.subject().startsWith(prefix);
    out.number(prefixed ? 1 : 0);
    // Most vendors repeat the id in the record, which makes it a back reference there.
    out.text(prefixed ? known.subject().substring(prefix.length()) : known.subject());
    out.instant(known.incarnation());
    out.instant(known.returnedAfter());
    out.signed(known.revision());
    out.hash(known.contentHash(), Hashes.PREFIX);
    out.instant(known.scheduledAt());
    out.instant(known.observedAt());
    facts(known.facts(), out);
    RecordCodec.writeAll(known.quality(), out);
    raw(known.raw(), out);
    return out.packed();
  }

  SubjectState known(byte[] packed) {
    CompactReader in = new CompactReader(packed);
    Incarnation incarnation = incarnation(in);
    return new SubjectState(
        incarnation.identity(),
        in.instant(),
        incarnation.scheduledAt(),
        facts(in),
        RecordCodec.readAll(Quality.class, in),
        raw(in));
  }

  Incarnation incarnation(byte[] packed) {
    return incarnation(new CompactReader(packed));
  }

  private Incarnation incarnation(CompactReader in) {
    Identity identity =
        new Identity(
            subject(in), in.instant(), in.instant(), (int) in.signed(), in.hash(Hashes.PREFIX));
    return new Incarnation(identity, in.instant());
  }

  String subject(byte[] packed) {
    return subject(new CompactReader(packed));
  }

  private String subject(CompactReader in) {
    boolean prefixed = in.number() != 0;
    return prefixed ? prefix.concat(in.text()) : in.text();
  }

  boolean is(byte[] packed, String subject) {
    CompactReader in = new CompactReader(packed);
    int start = in.number() != 0 ? prefix.length() : 0;
    String rest = in.text();
    return subject.length() == start + rest.length()
        && subject.endsWith(rest)
        && subject.startsWith(start == 0 ? "" : prefix);
  }

  private static void facts(Facts facts, CompactWriter out) {
    out.number(facts == null ? 0 : 1 + FACTS.indexOf(facts.getClass()));
    if (facts != null) {
      RecordCodec.write(facts, out);
    }
  }

  private static Facts facts(CompactReader in) {
    int type = in.number();
    return type == 0 ? null : (Facts) RecordCodec.read(FACTS.get(type - 1), in);
  }

  private void raw(Raw raw, CompactWriter out) {
    out.optional(raw == null ? null : Boolean.valueOf(raw.truncated()));
    if (raw != null) {
      out.hash(raw.sha256(), "");
      templates.pack(raw.record(), out);
    }
  }

  private Raw raw(CompactReader in) {
    Boolean truncated = in.optionalBoolean();
    if (truncated == null) {
      return null;
    }
    String sha256 = in.hash("");
    return new Raw(templates.unpack(in), sha256, truncated);
  }
}
