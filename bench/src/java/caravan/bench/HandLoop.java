package caravan.bench;

import caravan.FactsOf;
import caravan.event.Event;
import caravan.event.EventText;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Observation;
import caravan.model.Credential;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a good engineer writes by hand for these APIs: one thread, Java's HTTP client, a streaming
 * parser, a producer that is idempotent and waits for all replicas. Each row becomes the bytes of
 * the event that the product publishes for a first poll; the classes that lay those out and that
 * write and sign requests are the product's, so both gain by them. It has no state and no
 * transactions, sends no headers, and publishes every row of every poll.
 */
final class HandLoop implements Peer.Program {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Credential CREDENTIAL =
      new Credential("HWAKEXAMPLE000000000", "HWSKEXAMPLE0000000000000000000000000000", null);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final KafkaProducer<String, byte[]> producer;
  private final EventText text = new EventText();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final URI endpoint;
  private final String topic;

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

  /** One poll of one list. */
  private final class Poll {
    private final HandRows rows;
    private final Scope scope;
    private final Instant scheduledAt = Instant.now();
    private final String id;
    private int sent;
    private long total;

    Poll(String list) {
      Vendor vendor = Vendor.of(list);
      rows = HandRows.valueOf(vendor.name());
      scope = vendor.scope(list, endpoint.toString());
      id = Ids.poll(scope.path(), scheduledAt);
    }
  }

  @Override
  public int read(String list) throws Exception {
    Poll poll = new Poll(list);
    Cursor cursor = Cursor.first(poll.rows.pageSize());
    page(poll, cursor);
    while (cursor.size() > 0 && poll.sent < poll.total) {
      cursor = cursor.next();
      page(poll, cursor);
    }
    return poll.sent;
  }

  private void page(Poll poll, Cursor cursor) throws Exception {
    HttpResponse<InputStream> answer =
        http.send(request(poll, cursor), HttpResponse.BodyHandlers.ofInputStream());
    Instant observedAt = Instant.now();
    try (JsonParser parser = JSON.createParser(answer.body())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          rows(poll, cursor, parser, observedAt);
        } else if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && "TotalCount".equals(parser.currentName())) {
          poll.total = parser.getLongValue();
        }
      }
    }
  }

  private HttpRequest request(Poll poll, Cursor cursor) {
    Request signed =
        poll.rows
            .signer()
            .sign(
                poll.rows.request().build(poll.scope, cursor),
                CREDENTIAL,
                Instant.now(),
                UUID.randomUUID().toString());
    String query = signed.query().isEmpty() ? "" : "?" + signed.query();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(signed.path() + query))
            .method(signed.method(), HttpRequest.BodyPublishers.ofByteArray(signed.body()));
    signed
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equalsIgnoreCase("Host")) {
                request.header(name, value);
              }
            });
    return request.build();
  }

  private void rows(Poll poll, Cursor cursor, JsonParser parser, Instant observedAt)
      throws Exception {
    int position = 0;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      Observation.Place place = new Observation.Place(cursor.page(), position++, null, observedAt);
      send(poll, poll.rows.read(parser, poll.scope, place));
    }
  }

  private void send(Poll poll, Observation seen) throws Exception {
    Observation.Place place = seen.place();
    Instant incarnation = seen.incarnation() == null ? poll.scheduledAt : seen.incarnation();
    boolean measured = FactsOf.traffic(seen.facts()) != null;
    Kind kind = Kind.CONNECTION_OBSERVED;
    poll.sent++;
    Event event =
        new Event(
            Ids.event(kind.wire(), seen.subject(), incarnation, 1, seen.contentHash(), null),
            kind,
            new Identity(seen.subject(), incarnation, 1, seen.contentHash()),
            new Event.Times(
                measured ? FactsOf.traffic(seen.facts()).measuredAt() : place.observedAt(),
                measured ? "vendor_measured" : "poll",
                place.observedAt(),
                null),
            null,
            new Event.Snapshot(
                poll.id,
                null,
                poll.scheduledAt,
                place.page(),
                place.position(),
                poll.sent,
                "baseline"),
            poll.scope,
            null,
            seen.facts(),
            null,
            seen.quality(),
            seen.raw());
    producer.send(
        new ProducerRecord<>(topic, poll.scope.path(), text.utf8(event)),
        (metadata, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, problem);
          }
        });
    check();
  }

  private void check() throws Exception {
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  @Override
  public void flush() throws Exception {
    producer.flush();
    check();
  }
}
