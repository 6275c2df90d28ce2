package caravan.product;

import caravan.simulator.AccessGateway;
import caravan.simulator.Answered;
import caravan.simulator.Clouds;
import caravan.simulator.DocumentDatabase;
import caravan.simulator.MongoInstance;
import caravan.simulator.Simulator;
import caravan.simulator.VpnGateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What is so at a vendor: one connection, account or posture, in words that can be had from a
 * vendor's answer, from the simulated clouds themselves and from an event, each by its own way.
 *
 * @param what identity inside its list
 * @param how everything else that counts, as text
 * @param connections how many connections it stands for, 0 for what is none
 */
public record Fact(String what, String how, long connections) implements Comparable<Fact> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> KNOWN =
      Set.of(
          Simulator.TENCENT_CLIENT_CONNECTIONS,
          Simulator.TENCENT_INSTANCE_SSL,
          Simulator.ALIBABA_ONLINE_CLIENTS,
          Simulator.HUAWEI_CONNECTIONS,
          Simulator.CTYUN_ACCOUNTS);

  private static Fact client(String address, long count, boolean internal) {
    return new Fact(address, (internal ? "internal" : "external") + " x" + count, count);
  }

  private static Fact posture(Boolean enabled, String expires, String url) {
    return new Fact("tls", enabled + " until " + expires + " see " + url, 0);
  }

  private static Fact online(String address, Instant since) {
    return new Fact(address + " since " + since, "online", 1);
  }

  private static Fact tunnel(
      String id, Instant since, String outside, String inside, String user, long... counters) {
    String counted =
        Arrays.stream(counters).mapToObj(Long::toString).collect(Collectors.joining(" "));
    return new Fact(
        id + " since " + since, user + " " + outside + " in " + inside + ": " + counted, 1);
  }

  private static Fact account(String database, String user, Stream<String> roles) {
    return new Fact(
        database + "." + user, roles.sorted().collect(Collectors.joining(", ", "[", "]")), 0);
  }

  /** Whether an API is one of those of which facts can be had. */
  public static boolean knows(String api) {
    return KNOWN.contains(api);
  }

  /** What an event that leaves its subject open states. */
  public static Fact of(JsonNode event) {
    JsonNode client = event.path("client");
    JsonNode connection = event.path("connection");
    String address = client.at("/address/text").textValue();
    return switch (event.at("/source/api").textValue()) {
      case "DescribeClientConnections" ->
          client(
              address, connection.path("count").longValue(), client.path("internal").asBoolean());
      case "DescribeInstanceSSL" ->
          posture(
              event.at("/tls/enabled").isMissingNode()
                  ? null
                  : event.at("/tls/enabled").booleanValue(),
              event.at("/tls/certificate/expires_at_text").textValue(),
              event.at("/tls/certificate/url").textValue());
      case "DescribeUserOnlineClients" ->
          online(address, Instant.parse(connection.path("started_at").textValue()));
      case "QueryP2CVPNConnections" ->
          tunnel(
              connection.path("vendor_id").textValue(),
              Instant.parse(connection.path("started_at").textValue()),
              address,
              client.at("/virtual_address/text").textValue(),
              client.at("/user/name").textValue(),
              event.at("/traffic/total/packets_from_client").longValue(),
              event.at("/traffic/total/packets_to_client").longValue(),
              event.at("/traffic/total/bytes_from_client").longValue(),
              event.at("/traffic/total/bytes_to_client").longValue());
      case "describeAccounts" ->
          account(
              event.at("/account/database").textValue(),
              event.at("/account/name").textValue(),
              elements(event.at("/account/roles"))
                  .map(
                      role ->
                          role.path("role").textValue() + "@" + role.path("database").textValue()));
      default -> throw new AssertionError("No such API: " + event);
    };
  }

  /** What a vendor's answer states, one fact for each row. */
  public static Set<Fact> of(Answered answered) {
    JsonNode body = json(answered.text());
    Stream<Fact> facts =
        switch (answered.call().api()) {
          case Simulator.TENCENT_CLIENT_CONNECTIONS ->
              elements(body.at("/Response/Clients"))
                  .map(
                      row ->
                          client(
                              row.path("IP").textValue(),
                              row.path("Count").longValue(),
                              row.path("InternalService").booleanValue()));
          case Simulator.TENCENT_INSTANCE_SSL ->
              Stream.of(
                  posture(
                      body.at("/Response/Status").isNumber()
                          ? body.at("/Response/Status").intValue() == 1
                          : null,
                      body.at("/Response/ExpiredTime").textValue(),
                      body.at("/Response/CertUrl").textValue()));
          case Simulator.ALIBABA_ONLINE_CLIENTS ->
              elements(body.at("/Users/User"))
                  .map(
                      row ->
                          online(
                              row.path("ClientIp").textValue(),
                              Instant.ofEpochSecond(row.path("OnlineTime").asLong())));
          case Simulator.HUAWEI_CONNECTIONS ->
              elements(body.path("connections"))
                  .map(
                      row ->
                          tunnel(
                              row.path("connection_id").textValue(),
                              Instant.parse(row.path("connection_established_time").textValue()),
                              row.path("client_ip").textValue(),
                              row.path("client_virtual_ip").textValue(),
                              row.path("client_user_name").textValue(),
                              row.path("inbound_packets").longValue(),
                              row.path("outbound_packets").longValue(),
                              row.path("inbound_bytes").longValue(),
                              row.path("outbound_bytes").longValue()));
          default ->
              elements(body.at("/returnObj/list"))
                  .map(
                      row ->
                          account(
                              row.path("db").textValue(),
                              row.path("user").textValue(),
                              elements(row.path("roles"))
                                  .map(
                                      role ->
                                          role.path("role").textValue()
                                              + "@"
                                              + role.path("db").textValue())));
        };
    return facts.collect(Collectors.toCollection(TreeSet::new));
  }

  /** Everything that is so in the simulated clouds now, by list. */
  public static Map<Listing, Set<Fact>> of(Clouds clouds) {
    Map<Listing, Set<Fact>> all = new TreeMap<>();
    clouds.tencent().resources().forEach((id, instance) -> add(all, id, instance));
    clouds.alibaba().resources().forEach((id, gateway) -> add(all, id, gateway));
    clouds.huawei().resources().forEach((id, gateway) -> add(all, id, gateway));
    clouds.ctyun().resources().forEach((id, database) -> add(all, id, database));
    return all;
  }

  private static void add(Map<Listing, Set<Fact>> all, String id, MongoInstance instance) {
    all.put(
        new Listing(Simulator.TENCENT_CLIENT_CONNECTIONS, id, ""),
        sorted(
            instance.clients().stream().map(one -> client(one.ip(), one.count(), one.internal()))));
    MongoInstance.Ssl ssl = instance.ssl();
    Boolean enabled = ssl.status() == null ? null : Objects.equals(ssl.status(), 1);
    all.put(
        new Listing(Simulator.TENCENT_INSTANCE_SSL, id, ""),
        sorted(Stream.of(posture(enabled, ssl.expiredTime(), ssl.certUrl()))));
  }

  private static void add(Map<Listing, Set<Fact>> all, String id, AccessGateway gateway) {
    for (String user : gateway.users()) {
      all.put(
          new Listing(Simulator.ALIBABA_ONLINE_CLIENTS, id, user),
          sorted(gateway.clients(user).stream().map(one -> online(one.ip(), one.onlineSince()))));
    }
  }

  private static void add(Map<Listing, Set<Fact>> all, String id, VpnGateway gateway) {
    all.put(
        new Listing(Simulator.HUAWEI_CONNECTIONS, id, ""),
        sorted(
            gateway.connections().stream()
                .map(
                    one ->
                        tunnel(
                            one.id(),
                            Instant.ofEpochMilli(one.established().toEpochMilli()),
                            one.ip(),
                            one.virtualIp(),
                            one.user(),
                            one.inboundPackets(),
                            one.outboundPackets(),
                            one.inboundBytes(),
                            one.outboundBytes()))));
  }

  private static void add(Map<Listing, Set<Fact>> all, String id, DocumentDatabase database) {
    all.put(
        new Listing(Simulator.CTYUN_ACCOUNTS, id, ""),
        sorted(
            database.accounts().stream()
                .map(
                    one ->
                        account(
                            one.database(),
                            one.user(),
                            one.roles().stream()
                                .map(role -> role.role() + "@" + role.database())))));
  }

  private static Set<Fact> sorted(Stream<Fact> facts) {
    return facts.collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("The simulator answered no JSON: " + text, e);
    }
  }

  @Override
  public int compareTo(Fact other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return what + " (" + how + ")";
  }
}
