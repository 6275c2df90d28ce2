package caravan.bench;

import caravan.Fixtures;
import caravan.model.Address;
import caravan.model.Client;
import caravan.model.Connection;
import caravan.model.Credential;
import caravan.model.Event;
import caravan.model.Ids;
import caravan.model.JsonText;
import caravan.model.Kind;
import caravan.model.Observation;
import caravan.model.Paths;
import caravan.model.Quality;
import caravan.model.Raw;
import caravan.model.Request;
import caravan.model.Scope;
import caravan.model.Traffic;
import caravan.sign.Signer;
import caravan.vendor.huawei.HuaweiSigner;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a good engineer writes by hand for this one API: one thread, Java's HTTP client, a streaming
 * parser, a producer that is idempotent and waits for all replicas. Each row becomes the bytes of
 * the event that the product publishes for a first poll; the classes that lay those out are the
 * product's, so both gain by them. It has no state and no transactions, sends no headers, and
 * publishes every row of every poll.
 */
final class HandLoop implements Peer.Program {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Credential CREDENTIAL =
      new Credential("HWAKEXAMPLE000000000", "HWSKEXAMPLE0000000000000000000000000000", null);
  private static final List<Quality> QUALITY =
      List.of(
          new Quality("masked_address", "client.address"),
          new Quality("masked_address", "client.virtual_address"));

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Signer signer = new HuaweiSigner();
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final URI endpoint;
  private final String topic;
  private int polls;

  private HandLoop(String brokers, String endpoint, String topic) {
    this.endpoint = URI.create(endpoint);
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "zstd",
                "batch.size",
                64 * 1024,
                "linger.ms",
                5),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Entry point.
   *
   * @param arguments brokers, endpoint of the server, topic
   */
  public static void main(String[] arguments) throws Exception {
    Peer.quiet();
    Peer.serve(new HandLoop(arguments[0], arguments[1], arguments[2]));
  }

  /** One poll of one gateway. */
  private final class Poll {
    private final Scope scope;
    private final Instant scheduledAt = Instant.now();
    private final String id;
    private int rows;

    Poll(String gateway) {
      scope = scope(gateway, endpoint.toString());
      id = Ids.poll(scope.path(), scheduledAt);
    }
  }

  /** The scope of a gateway, as the product names it. */
  static Scope scope(String gateway, String endpoint) {
    return Fixtures.target(Fixtures.HUAWEI)
        .accountId(PipelineBench.account(gateway))
        .region(PipelineBench.REGION)
        .projectId(PipelineBench.PROJECT)
        .resources(gateway)
        .endpoint(endpoint)
        .scope();
  }

  @Override
  public int read(String gateway) throws Exception {
    Poll poll = new Poll(gateway);
    Request signed =
        signer.sign(
            new Request(
                "GET",
                endpoint.getScheme(),
                endpoint.getAuthority(),
                PipelineBench.path(gateway),
                "",
                Map.of("X-Project-Id", PipelineBench.PROJECT),
                new byte[0]),
            CREDENTIAL,
            Instant.now(),
            "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(PipelineBench.path(gateway)));
    signed
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equalsIgnoreCase("Host")) {
                request.header(name, value);
              }
            });
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    Instant observedAt = Instant.now();
    try (JsonParser parser = JSON.createParser(answer.body())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            send(poll, row(parser), observedAt);
          }
        }
      }
    }
    polls++;
    return poll.rows;
  }

  /** The fields of a row. */
  private static final class Row {
    private String id;
    private String address;
    private String virtualAddress;
    private String user;
    private long bytesIn;
    private long bytesOut;
    private long packetsIn;
    private long packetsOut;
    private String start;
    private String measured;
  }

  private static Row row(JsonParser parser) throws Exception {
    Row row = new Row();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "connection_id" -> row.id = parser.getText();
        case "client_ip" -> row.address = parser.getText();
        case "client_virtual_ip" -> row.virtualAddress = parser.getText();
        case "client_user_name" -> row.user = parser.getText();
        case "inbound_bytes" -> row.bytesIn = parser.getLongValue();
        case "outbound_bytes" -> row.bytesOut = parser.getLongValue();
        case "inbound_packets" -> row.packetsIn = parser.getLongValue();
        case "outbound_packets" -> row.packetsOut = parser.getLongValue();
        case "connection_established_time" -> row.start = parser.getText();
        case "timestamp" -> row.measured = parser.getText();
        default -> parser.skipChildren();
      }
    }
    return row;
  }

  private void send(Poll poll, Row row, Instant observedAt) throws Exception {
    Instant start = Instant.parse(row.start);
    Instant measured = Instant.parse(row.measured);
    String text = record(row);
    Observation.Place place = new Observation.Place(0, poll.rows, null, observedAt);
    Observation seen =
        Observation.of(
            poll.scope.resourceUid() + "/connection/" + Paths.segment(row.id),
            start,
            new Client(
                masked(row.address, "peer"),
                masked(row.virtualAddress, "overlay"),
                new Client.User(row.user, "response"),
                null),
            Connection.open("single", 1, true, row.id, start),
            new Traffic(
                measured,
                new Traffic.Counters(row.bytesIn, row.bytesOut, row.packetsIn, row.packetsOut),
                null,
                null),
            null,
            null,
            QUALITY,
            new Raw(text, Ids.sha256(text), false),
            place);
    Kind kind = Kind.CONNECTION_OBSERVED;
    Event event =
        new Event(
            Ids.event(kind.wire(), seen.subject(), start, 1, seen.contentHash(), null),
            kind,
            seen.subject(),
            start,
            1,
            seen.contentHash(),
            measured,
            "vendor_measured",
            observedAt,
            null,
            null,
            new Event.Snapshot(
                poll.id, null, poll.scheduledAt, 0, poll.rows, poll.rows + 1, "baseline"),
            poll.scope,
            null,
            seen.client(),
            seen.connection(),
            seen.traffic(),
            null,
            null,
            null,
            seen.quality(),
            seen.raw());
    producer.send(
        new ProducerRecord<>(topic, poll.scope.path(), event.utf8()),
        (metadata, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, problem);
          }
        });
    poll.rows++;
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static String record(Row row) {
    return new JsonText(512)
        .open()
        .field("client_ip", row.address)
        .field("client_user_name", row.user)
        .field("client_virtual_ip", row.virtualAddress)
        .field("connection_established_time", row.start)
        .field("connection_id", row.id)
        .field("inbound_bytes", row.bytesIn)
        .field("inbound_packets", row.packetsIn)
        .field("outbound_bytes", row.bytesOut)
        .field("outbound_packets", row.packetsOut)
        .field("timestamp", row.measured)
        .close()
        .toString();
  }

  private static Address masked(String text, String role) {
    String prefix = text.substring(0, text.indexOf('.')) + ".0.0.0/8";
    return new Address(text, null, true, 4, role, null, prefix, null, null);
  }

  @Override
  public void flush() {
    producer.flush();
  }
}
