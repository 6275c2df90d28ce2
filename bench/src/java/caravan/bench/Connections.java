package caravan.bench;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.cloud.Normalizer;
import caravan.event.Event;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Observation;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Connections of VPN gateways as Huawei lists them, the heaviest subjects of all sources, in any
 * number: the same number gives the same connection in every run. They go through the product's own
 * normalizer, so that records and events are as long as real ones.
 */
final class Connections {

  /** When all of them were seen. */
  static final Instant SLOT = Instant.parse("2026-01-31T23:59:00Z");

  private final Normalizer normalizer = Fixtures.normalizer(Fixtures.HUAWEI);
  private final List<Scope> scopes = new ArrayList<>();
  private final List<String> pollIds = new ArrayList<>();

  Connections(int gateways) {
    for (int i = 0; i < gateways; i++) {
      scopes.add(
          Fixtures.target(Fixtures.HUAWEI)
              .accountId("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
              .region("cn-north-4")
              .projectId("7c6f2d1e0b9a48d3a5f4e3d2c1b0a987")
              .resources(uuid(new SplittableRandom(-1L - i)))
              .scope());
      pollIds.add(Ids.poll(scopes.get(i).path(), SLOT));
    }
  }

  /** The gateways. */
  List<Scope> scopes() {
    return scopes;
  }

  /** Number of the gateway of a connection. */
  int gateway(int number) {
    return number % scopes.size();
  }

  /** Path of a connection. */
  String subject(int number) {
    return scopes.get(gateway(number)).resourceUid()
        + "/connection/"
        + uuid(new SplittableRandom(number));
  }

  /** The event that brought a connection to light. */
  Event event(int number) {
    int gateway = gateway(number);
    int place = number / scopes.size();
    Observation seen =
        normalizer.normalize(
            row(number),
            scopes.get(gateway),
            new Observation.Place(
                place / 200,
                place % 200,
                uuid(new SplittableRandom(gateway)),
                SLOT.plusMillis(187)));
    return new Event(
        Ids.event(
            Kind.CONNECTION_OBSERVED.wire(),
            seen.subject(),
            seen.incarnation(),
            1,
            seen.contentHash(),
            null),
        Kind.CONNECTION_OBSERVED,
        new Identity(seen.subject(), seen.incarnation(), 1, seen.contentHash()),
        new Event.Times(
            FactsOf.traffic(seen.facts()).measuredAt(),
            "vendor_measured",
            seen.place().observedAt(),
            null),
        null,
        new Event.Snapshot(
            pollIds.get(gateway),
            null,
            SLOT,
            seen.place().page(),
            seen.place().position(),
            place + 1,
            "baseline"),
        scopes.get(gateway),
        seen.place().requestId(),
        seen.facts(),
        null,
        seen.quality(),
        seen.raw());
  }

  private static ObjectNode row(int number) {
    SplittableRandom random = new SplittableRandom(number);
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("connection_id", uuid(random));
    row.put("client_ip", octet(random) + "." + octet(random) + ".*.*");
    row.put("client_virtual_ip", "10." + octet(random) + "." + octet(random) + "." + octet(random));
    row.put("client_user_name", "user-" + random.nextInt(100_000));
    row.put("inbound_packets", random.nextInt(1_000_000));
    row.put("outbound_packets", random.nextInt(1_000_000));
    row.put("inbound_bytes", random.nextLong(1_000_000_000L));
    row.put("outbound_bytes", random.nextLong(1_000_000_000L));
    Instant start = SLOT.minusMillis(1_000 + random.nextInt(864_000_000));
    row.put("connection_established_time", start.toString());
    row.put("timestamp", SLOT.minusSeconds(1 + random.nextInt(60)).toString());
    return row;
  }

  private static int octet(SplittableRandom random) {
    return random.nextInt(1, 255);
  }

  private static String uuid(SplittableRandom random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
