package caravan.event.view;

import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Traffic;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Connections in ECS. The client is {@code client} and {@code source}, the resource {@code server}
 * and {@code destination}, so that {@code source.bytes} is what the client sent.
 */
final class EcsConnection {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private EcsConnection() {}

  static void write(Event event, ConnectionFacts facts, ViewDocument ecs) {
    writeTimes(event, facts.connection(), ecs.in("event"));
    for (String side : List.of("server", "destination")) {
      ecs.in(side).put("address", event.scope().resourceId());
    }
    if (SharedFields.isGateway(event)) {
      ecs.in("network").put("direction", "inbound");
    }
    if (facts.client() != null) {
      writeClient(facts.client(), ecs);
    }
    if (facts.traffic() != null) {
      writeTraffic(facts.traffic().total(), ecs);
    }
  }

  private static void writeTimes(Event event, Connection connection, ViewDocument out) {
    out.put("start", connection.startedAt());
    if (event.kind() == Kind.CONNECTION_CLOSED && event.times().window() != null) {
      Long longest = connection.durationMaxMs();
      out.put("end", event.times().window().until())
          .put("duration", longest == null ? null : longest * NANOS_PER_MILLI);
    }
  }

  private static void writeClient(Client client, ViewDocument ecs) {
    Address address = client.address();
    String user = client.user() == null ? null : client.user().name();
    for (String side : List.of("client", "source")) {
      if (address != null) {
        ecs.in(side).put("address", address.text()).put("ip", address.ip());
      }
      ecs.in(side).in("user").put("name", user);
    }
    if (address != null && address.version() != null) {
      ecs.in("network").put("type", "ipv" + address.version());
    }
    ecs.in("user").put("name", user);
    ecs.in("related")
        .put("ip", known(ip(address), ip(client.virtualAddress())))
        .put("user", known(user));
  }

  private static String ip(Address address) {
    return address == null ? null : address.ip();
  }

  /** The texts that are known, each once; null when none is. */
  private static List<String> known(String... texts) {
    List<String> known = Stream.of(texts).filter(Objects::nonNull).distinct().toList();
    return known.isEmpty() ? null : known;
  }

  private static void writeTraffic(Traffic.Counters total, ViewDocument ecs) {
    for (String side : List.of("client", "source")) {
      ecs.in(side).put("bytes", total.bytesFromClient()).put("packets", total.packetsFromClient());
    }
    for (String side : List.of("server", "destination")) {
      ecs.in(side).put("bytes", total.bytesToClient()).put("packets", total.packetsToClient());
    }
    ecs.in("network")
        .put("bytes", SharedFields.sum(total.bytesFromClient(), total.bytesToClient()))
        .put("packets", SharedFields.sum(total.packetsFromClient(), total.packetsToClient()));
  }
}
