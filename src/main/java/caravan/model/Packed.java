package caravan.model;

import caravan.model.DatabaseAccount.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An open subject as a string of bytes: its path first, then its life, then the rest, so that a
 * subject can be found and its life be told without unpacking it. What subjects of a scope have in
 * common, the beginning of their paths and the shapes of their records, is kept once, here.
 */
final class Packed {

  // One byte says what follows: the parts of a connection, the family of the facts, the rest.
  private static final int CLIENT = 1;
  private static final int CONNECTION = 2;
  private static final int TRAFFIC = 4;
  private static final int FAMILY = 24;
  private static final int OF_CONNECTION = 8;
  private static final int OF_TLS = 16;
  private static final int OF_ACCOUNT = 24;
  private static final int QUALITY = 32;
  private static final int RAW = 64;

  /**
   * Slashes in the beginning that all subjects of a scope share: those of its resource, one more.
   */
  private static final int SLASHES = 7;

  private static final int PREFIXED = 1;
  private static final int WIDE = 2;

  private final String prefix;
  private final Shapes shapes = new Shapes();

  /** A form for subjects that begin as this one does; others are welcome, but larger. */
  Packed(String subject) {
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
  byte[] pack(Known known, Packer out) {
    subject(known.subject(), out);
    out.instant(known.incarnation());
    out.signed(known.revision());
    out.hash(known.contentHash(), Hashes.PREFIX);
    out.instant(known.scheduledAt());
    out.instant(known.observedAt());
    // Most vendors repeat the id in the record.
    out.known(known.subject(), known.subject().lastIndexOf('/') + 1, known.subject().length());
    out.number(parts(known));
    facts(known.facts(), out);
    ifAny(known.quality(), one -> quality(one, out));
    ifAny(known.raw(), one -> raw(one, out));
    return out.packed();
  }

  /** Everything that is known of a packed subject. */
  Known known(byte[] packed) {
    Unpacker in = new Unpacker(packed);
    String subject = subject(in);
    Instant incarnation = in.instant();
    int revision = (int) in.signed();
    String contentHash = in.hash(Hashes.PREFIX);
    Instant scheduledAt = in.instant();
    Instant observedAt = in.instant();
    in.known(subject, subject.lastIndexOf('/') + 1, subject.length());
    int parts = in.number();
    return new Known(
        new Identity(subject, incarnation, revision, contentHash),
        observedAt,
        scheduledAt,
        facts(parts, in),
        any(parts, QUALITY, () -> quality(in)),
        any(parts, RAW, () -> raw(in)));
  }

  /** The life of a packed subject. */
  Memory.Life life(byte[] packed) {
    Unpacker in = new Unpacker(packed);
    long head = in.unsigned();
    in.skip((int) (head >>> 2) * ((head & WIDE) == 0 ? 1 : 2));
    Instant incarnation = in.instant();
    int revision = (int) in.signed();
    return new Memory.Life(incarnation, revision, in.hash(Hashes.PREFIX), in.instant());
  }

  /** Path of a packed subject. */
  String subject(byte[] packed) {
    return subject(new Unpacker(packed));
  }

  /** Whether this is the path of the packed subject. */
  boolean is(byte[] packed, String subject) {
    Unpacker in = new Unpacker(packed);
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

  private void subject(String subject, Packer out) {
    boolean prefixed = subject.startsWith(prefix);
    int from = prefixed ? prefix.length() : 0;
    boolean wide = Packer.isWide(subject, from, subject.length());
    out.unsigned(
        (long) (subject.length() - from) << 2 | (wide ? WIDE : 0) | (prefixed ? PREFIXED : 0));
    out.characters(subject, from, subject.length(), wide);
  }

  private String subject(Unpacker in) {
    long head = in.unsigned();
    String rest = in.characters((int) (head >>> 2), (head & WIDE) != 0);
    return (head & PREFIXED) == 0 ? rest : prefix + rest;
  }

  private static int parts(Known known) {
    return parts(known.facts())
        | (known.quality() == null ? 0 : QUALITY)
        | (known.raw() == null ? 0 : RAW);
  }

  private static int parts(Facts facts) {
    if (facts instanceof ConnectionFacts one) {
      return OF_CONNECTION
          | (one.client() == null ? 0 : CLIENT)
          | (one.connection() == null ? 0 : CONNECTION)
          | (one.traffic() == null ? 0 : TRAFFIC);
    }
    return facts == null ? 0 : facts instanceof Tls ? OF_TLS : OF_ACCOUNT;
  }

  private static void facts(Facts facts, Packer out) {
    if (facts instanceof ConnectionFacts one) {
      ifAny(one.client(), client -> client(client, out));
      ifAny(one.connection(), connection -> connection(connection, out));
      ifAny(one.traffic(), traffic -> traffic(traffic, out));
    } else if (facts instanceof Tls one) {
      tls(one, out);
    } else if (facts instanceof DatabaseAccount one) {
      account(one, out);
    }
  }

  private static Facts facts(int parts, Unpacker in) {
    return switch (parts & FAMILY) {
      case OF_CONNECTION ->
          new ConnectionFacts(
              any(parts, CLIENT, () -> client(in)),
              any(parts, CONNECTION, () -> connection(in)),
              any(parts, TRAFFIC, () -> traffic(in)));
      case OF_TLS -> tls(in);
      case OF_ACCOUNT -> account(in);
      default -> null;
    };
  }

  private static <T> void ifAny(T part, Consumer<T> write) {
    if (part != null) {
      write.accept(part);
    }
  }

  private static <T> T any(int parts, int part, Supplier<T> read) {
    return (parts & part) == 0 ? null : read.get();
  }

  private static <T> void optional(T part, Packer out, Consumer<T> write) {
    out.number(part == null ? 0 : 1);
    ifAny(part, write);
  }

  private static <T> T optional(Unpacker in, Supplier<T> read) {
    return any(in.number(), 1, read);
  }

  private static <T> void list(List<T> all, Packer out, Consumer<T> write) {
    out.unsigned(all.size());
    all.forEach(write);
  }

  private static <T> List<T> list(Unpacker in, Supplier<T> read) {
    int size = (int) in.unsigned();
    List<T> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(read.get());
    }
    return List.copyOf(all);
  }

  private static void client(Client client, Packer out) {
    optional(client.address(), out, one -> address(one, out));
    optional(client.virtualAddress(), out, one -> address(one, out));
    optional(
        client.user(),
        out,
        one -> {
          out.text(one.name());
          out.text(one.origin());
        });
    out.optional(client.internal());
  }

  private static Client client(Unpacker in) {
    return new Client(
        optional(in, () -> address(in)),
        optional(in, () -> address(in)),
        optional(in, () -> new Client.User(in.text(), in.text())),
        in.optionalBoolean());
  }

  private static void address(Address address, Packer out) {
    out.text(address.text());
    out.text(address.ip());
    out.number(address.masked() ? 1 : 0);
    out.optional(address.version());
    out.text(address.role());
    out.text(address.scope());
    out.text(address.knownPrefix());
    out.optional(address.port());
    out.text(address.zone());
  }

  private static Address address(Unpacker in) {
    return new Address(
        in.text(),
        in.text(),
        in.number() != 0,
        in.optionalInteger(),
        in.text(),
        in.text(),
        in.text(),
        in.optionalInteger(),
        in.text());
  }

  private static void connection(Connection connection, Packer out) {
    out.text(connection.granularity());
    out.text(connection.state());
    out.signed(connection.count());
    out.optional(connection.countDelta());
    out.optional(connection.tunnel());
    out.text(connection.vendorId());
    out.instant(connection.startedAt());
    out.optional(connection.durationMinMs());
    out.optional(connection.durationMaxMs());
  }

  private static Connection connection(Unpacker in) {
    return new Connection(
        in.text(),
        in.text(),
        in.signed(),
        in.optionalLong(),
        in.optionalBoolean(),
        in.text(),
        in.instant(),
        in.optionalLong(),
        in.optionalLong());
  }

  private static void traffic(Traffic traffic, Packer out) {
    out.instant(traffic.measuredAt());
    optional(traffic.total(), out, one -> counters(one, out));
    optional(traffic.delta(), out, one -> counters(one, out));
    out.instant(traffic.since());
  }

  private static Traffic traffic(Unpacker in) {
    return new Traffic(
        in.instant(),
        optional(in, () -> counters(in)),
        optional(in, () -> counters(in)),
        in.instant());
  }

  private static void counters(Traffic.Counters counters, Packer out) {
    out.optional(counters.bytesFromClient());
    out.optional(counters.bytesToClient());
    out.optional(counters.packetsFromClient());
    out.optional(counters.packetsToClient());
  }

  private static Traffic.Counters counters(Unpacker in) {
    return new Traffic.Counters(
        in.optionalLong(), in.optionalLong(), in.optionalLong(), in.optionalLong());
  }

  private static void tls(Tls tls, Packer out) {
    out.optional(tls.enabled());
    optional(
        tls.certificate(),
        out,
        one -> {
          out.instant(one.expiresAt());
          out.text(one.expiresAtText());
          out.text(one.expiresAtZone());
          out.text(one.url());
        });
    optional(tls.previous(), out, one -> tls(one, out));
  }

  private static Tls tls(Unpacker in) {
    return new Tls(
        in.optionalBoolean(),
        optional(in, () -> new Tls.Certificate(in.instant(), in.text(), in.text(), in.text())),
        optional(in, () -> tls(in)));
  }

  private static void account(DatabaseAccount account, Packer out) {
    out.text(account.database());
    out.text(account.name());
    out.number(account.superuser() ? 1 : 0);
    roles(account.roles(), out);
    optional(
        account.changes(),
        out,
        one -> {
          roles(one.granted(), out);
          roles(one.revoked(), out);
        });
  }

  private static DatabaseAccount account(Unpacker in) {
    return new DatabaseAccount(
        in.text(),
        in.text(),
        in.number() != 0,
        roles(in),
        optional(in, () -> new DatabaseAccount.Changes(roles(in), roles(in))));
  }

  private static void roles(List<Role> roles, Packer out) {
    optional(
        roles,
        out,
        all ->
            list(
                all,
                out,
                one -> {
                  out.text(one.database());
                  out.text(one.role());
                }));
  }

  private static List<Role> roles(Unpacker in) {
    return optional(in, () -> list(in, () -> new Role(in.text(), in.text())));
  }

  private static void quality(List<Quality> quality, Packer out) {
    list(
        quality,
        out,
        one -> {
          out.text(one.code());
          out.text(one.path());
          out.text(one.detail());
        });
  }

  private static List<Quality> quality(Unpacker in) {
    return list(in, () -> new Quality(in.text(), in.text(), in.text()));
  }

  private void raw(Raw raw, Packer out) {
    out.number(raw.truncated() ? 1 : 0);
    out.hash(raw.sha256(), "");
    shapes.pack(raw.record(), out);
  }

  private Raw raw(Unpacker in) {
    boolean truncated = in.number() != 0;
    String sha256 = in.hash("");
    return new Raw(shapes.unpack(in), sha256, truncated);
  }
}
