package caravan.poll.compare;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.cloud.Normalizer;
import caravan.event.Event;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.compare.World.Entry;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** The three manners of listing that matter to the comparison, with the real records of each. */
@SuppressWarnings("ImmutableEnumChecker") // its scope and its normalizer never change
enum Vendor {

  /** Connections of a client as a number, without a start. */
  TENCENT(Fixtures.TENCENT, "/client/10.0.0.", Fixtures.normalizer(Fixtures.TENCENT)) {
    @Override
    ObjectNode row(Entry entry) {
      return object()
          .put("IP", "10.0.0." + entry.number())
          .put("Count", entry.amount())
          .put("InternalService", false);
    }

    @Override
    boolean shows(Event event, Entry entry) {
      return FactsOf.connection(event.facts()).count() == entry.amount();
    }

    @Override
    long connections(Entry entry) {
      return entry.amount();
    }

    @Override
    String identity() {
      return "IP";
    }
  },

  /** Single connections with their start and with counters that only grow. */
  HUAWEI(Fixtures.HUAWEI, "/connection/c", Fixtures.normalizer(Fixtures.HUAWEI)) {
    @Override
    ObjectNode row(Entry entry) {
      return object()
          .put("connection_id", "c" + entry.number())
          .put("client_ip", "10.0.0." + entry.number())
          .put("inbound_bytes", entry.amount())
          .put("connection_established_time", entry.start().toString());
    }

    @Override
    boolean shows(Event event, Entry entry) {
      return FactsOf.connection(event.facts()).startedAt().equals(entry.start())
          && event.incarnation().equals(entry.start())
          && FactsOf.traffic(event.facts()).total().bytesFromClient() == entry.amount();
    }

    @Override
    long connections(Entry entry) {
      return 1;
    }

    @Override
    String identity() {
      return "connection_id";
    }
  },

  /** Accounts in numbered pages; an account's amount is how many roles it has. */
  CTYUN(Fixtures.CTYUN, "/account/admin/u", Fixtures.normalizer(Fixtures.CTYUN)) {
    @Override
    ObjectNode row(Entry entry) {
      ObjectNode row = object().put("user", "u" + entry.number()).put("db", "admin");
      for (long role = 0; role < entry.amount(); role++) {
        row.withArray("roles").addObject().put("role", "r" + role).put("db", "admin");
      }
      row.withArray("roles");
      return row;
    }

    @Override
    boolean shows(Event event, Entry entry) {
      return FactsOf.account(event.facts()).roles().size() == entry.amount();
    }

    @Override
    long connections(Entry entry) {
      return 0;
    }

    @Override
    String identity() {
      return "user";
    }
  };

  private final Scope plain;
  private final String path;
  private final Normalizer normalizer;

  Vendor(String api, String path, Normalizer normalizer) {
    this.plain = Fixtures.scope(api);
    this.path = path;
    this.normalizer = normalizer;
  }

  /** The record that the vendor shows of an entry. */
  abstract ObjectNode row(Entry entry);

  /** Whether an event says of its subject what the entry says. */
  abstract boolean shows(Event event, Entry entry);

  /** Connections that an entry stands for. */
  abstract long connections(Entry entry);

  /** The field without which a record is refused. */
  abstract String identity();

  /** A record of the entry that is refused. */
  ObjectNode broken(Entry entry) {
    return row(entry).put(identity(), 0);
  }

  Normalizer normalizer() {
    return normalizer;
  }

  /** Subject of an entry by its number. */
  String subject(int number) {
    return plain.resourceUid() + path + number;
  }

  /** A scope with the settings that the comparison depends on. */
  Scope scope(int pageSize, Duration heartbeat, Integer confirmations, int goneAfter) {
    Target target = plain.target();
    Api api = target.api();
    return new Scope(
        new Target(
            api,
            target.account(),
            target.region(),
            target.projectId(),
            target.resources(),
            target.members(),
            target.every(),
            api.paging().style() == Api.Paging.NUMBER ? Math.max(1, pageSize) : pageSize,
            heartbeat,
            target.views(),
            target.assumedZone(),
            confirmations,
            goneAfter,
            target.timeout(),
            target.endpoint(),
            target.enabled()),
        plain.resourceId(),
        plain.member());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
