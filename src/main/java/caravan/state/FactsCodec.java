package caravan.state;

import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Facts;
import caravan.event.Tls;
import caravan.event.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Facts as bytes: each field in its turn, read in the order in which it was written. */
final class FactsCodec {

  // The parts of a connection, then the family.
  private static final int CLIENT = 1;
  private static final int CONNECTION = 2;
  private static final int TRAFFIC = 4;
  private static final int FAMILY = 24;
  private static final int OF_CONNECTION = 8;
  private static final int OF_TLS = 16;
  private static final int OF_ACCOUNT = 24;

  private FactsCodec() {}

  /** The bits that say what facts there are; bits from 32 on are free. */
  static int parts(Facts facts) {
    if (facts instanceof ConnectionFacts one) {
      return OF_CONNECTION
          | (one.client() == null ? 0 : CLIENT)
          | (one.connection() == null ? 0 : CONNECTION)
          | (one.traffic() == null ? 0 : TRAFFIC);
    }
    return facts == null ? 0 : facts instanceof Tls ? OF_TLS : OF_ACCOUNT;
  }

  /** Writes facts, or nothing for null. */
  static void pack(Facts facts, CompactWriter out) {
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

  /** Reads facts by their bits. */
  static Facts unpack(int parts, CompactReader in) {
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

  private static <T> void optional(T part, CompactWriter out, Consumer<T> write) {
    out.number(part == null ? 0 : 1);
    ifAny(part, write);
  }

  private static <T> T optional(CompactReader in, Supplier<T> read) {
    return any(in.number(), 1, read);
  }

  /** Writes a list. */
  static <T> void list(List<T> all, CompactWriter out, Consumer<T> write) {
    out.unsigned(all.size());
    all.forEach(write);
  }

  /** Reads a list. */
  static <T> List<T> list(CompactReader in, Supplier<T> read) {
    int size = (int) in.unsigned();
    List<T> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(read.get());
    }
    return List.copyOf(all);
  }

  private static void client(Client client, CompactWriter out) {
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

  private static Client client(CompactReader in) {
    return new Client(
        optional(in, () -> address(in)),
        optional(in, () -> address(in)),
        optional(in, () -> new Client.User(in.text(), in.text())),
        in.optionalBoolean());
  }

  private static void address(Address address, CompactWriter out) {
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

  private static Address address(CompactReader in) {
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

  private static void connection(Connection connection, CompactWriter out) {
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

  private static Connection connection(CompactReader in) {
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

  private static void traffic(Traffic traffic, CompactWriter out) {
    out.instant(traffic.measuredAt());
    optional(traffic.total(), out, one -> counters(one, out));
    optional(traffic.delta(), out, one -> counters(one, out));
    out.instant(traffic.since());
  }

  private static Traffic traffic(CompactReader in) {
    return new Traffic(
        in.instant(),
        optional(in, () -> counters(in)),
        optional(in, () -> counters(in)),
        in.instant());
  }

  private static void counters(Traffic.Counters counters, CompactWriter out) {
    out.optional(counters.bytesFromClient());
    out.optional(counters.bytesToClient());
    out.optional(counters.packetsFromClient());
    out.optional(counters.packetsToClient());
  }

  private static Traffic.Counters counters(CompactReader in) {
    return new Traffic.Counters(
        in.optionalLong(), in.optionalLong(), in.optionalLong(), in.optionalLong());
  }

  private static void tls(Tls tls, CompactWriter out) {
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

  private static Tls tls(CompactReader in) {
    return new Tls(
        in.optionalBoolean(),
        optional(in, () -> new Tls.Certificate(in.instant(), in.text(), in.text(), in.text())),
        optional(in, () -> tls(in)));
  }

  private static void account(DatabaseAccount account, CompactWriter out) {
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

  private static DatabaseAccount account(CompactReader in) {
    return new DatabaseAccount(
        in.text(),
        in.text(),
        in.number() != 0,
        roles(in),
        optional(in, () -> new DatabaseAccount.Changes(roles(in), roles(in))));
  }

  private static void roles(List<Role> roles, CompactWriter out) {
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

  private static List<Role> roles(CompactReader in) {
    return optional(in, () -> list(in, () -> new Role(in.text(), in.text())));
  }
}
