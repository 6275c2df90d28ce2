package caravan.bench;

import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Event;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Traffic;
import caravan.json.Instants;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Target;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the event of a connection with Jackson's generator, as well as that can be done: names are
 * laid out beforehand, and so is what all events of a poll have in common. The bytes are those of
 * the product.
 */
final class GeneratorText {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private static final Map<String, SerializableString> NAMES = new HashMap<>();

  static {
    for (String name :
        ("address bytes_from_client bytes_to_client client code connection content_hash count"
                + " delta detail event_time event_time_basis granularity id incarnation internal ip"
                + " kind known_prefix masked measured_at media_type name observed_at origin"
                + " packets_from_client packets_to_client page path poll_id port position"
                + " previous_poll_id quality raw record resource revision role scheduled_at"
                + " schema_version scope sequence sha256 snapshot source started_at state subject"
                + " text total traffic trigger truncated tunnel user vendor_id version"
                + " virtual_address zone")
            .split(" ")) {
      NAMES.put(name, new SerializedString(name));
    }
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
  private Scope scope;
  private SerializableString resource;
  private SerializableString source;
  private JsonGenerator out;

  /** The event in UTF-8. */
  byte[] utf8(Event event) throws IOException {
    if (scope != event.scope()) {
      scope = event.scope();
      resource = resource(scope);
      source = source(scope, event.requestId());
    }
    bytes.reset();
    out = JSON.createGenerator(bytes);
    out.writeStartObject();
    write(event, (ConnectionFacts) event.facts());
    out.writeEndObject();
    out.close();
    return bytes.toByteArray();
  }

  private void write(Event event, ConnectionFacts facts) throws IOException {
    name("client");
    write(facts.client());
    name("connection");
    write(facts.connection());
    field("content_hash", event.contentHash());
    field("event_time", event.times().event());
    field("event_time_basis", event.times().basis());
    field("id", event.id());
    field("incarnation", event.incarnation());
    field("kind", event.kind().wire());
    field("observed_at", event.observedAt());
    if (!event.quality().isEmpty()) {
      name("quality");
      out.writeStartArray();
      for (Quality one : event.quality()) {
        write(one);
      }
      out.writeEndArray();
    }
    name("raw");
    write(event.raw());
    name("resource");
    out.writeRawValue(resource);
    field("revision", Long.valueOf(event.revision()));
    field("schema_version", Event.SCHEMA_VERSION);
    name("snapshot");
    write(event.snapshot());
    name("source");
    out.writeRawValue(source);
    field("subject", event.subject());
    if (facts.traffic() != null) {
      name("traffic");
      write(facts.traffic());
    }
  }

  private void write(Client client) throws IOException {
    out.writeStartObject();
    if (client.address() != null) {
      name("address");
      write(client.address());
    }
    field("internal", client.internal());
    if (client.user() != null) {
      name("user");
      out.writeStartObject();
      field("name", client.user().name());
      field("origin", client.user().origin());
      out.writeEndObject();
    }
    if (client.virtualAddress() != null) {
      name("virtual_address");
      write(client.virtualAddress());
    }
    out.writeEndObject();
  }

  private void write(Address address) throws IOException {
    out.writeStartObject();
    field("ip", address.ip());
    field("known_prefix", address.knownPrefix());
    field("masked", Boolean.valueOf(address.masked()));
    field("port", address.port());
    field("role", address.role());
    field("scope", address.scope());
    field("text", address.text());
    field("version", address.version());
    field("zone", address.zone());
    out.writeEndObject();
  }

  private void write(Connection connection) throws IOException {
    out.writeStartObject();
    field("count", Long.valueOf(connection.count()));
    field("granularity", connection.granularity());
    field("started_at", connection.startedAt());
    field("state", connection.state());
    field("tunnel", connection.tunnel());
    field("vendor_id", connection.vendorId());
    out.writeEndObject();
  }

  private void write(Quality one) throws IOException {
    out.writeStartObject();
    field("code", one.code());
    field("detail", one.detail());
    field("path", one.path());
    out.writeEndObject();
  }

  private void write(Raw raw) throws IOException {
    out.writeStartObject();
    field("media_type", "application/json");
    field("record", raw.record());
    field("sha256", raw.sha256());
    field("truncated", raw.truncated() ? Boolean.TRUE : null);
    out.writeEndObject();
  }

  private void write(Event.Snapshot snapshot) throws IOException {
    out.writeStartObject();
    field("page", snapshot.page());
    field("poll_id", snapshot.pollId());
    field("position", snapshot.position());
    field("previous_poll_id", snapshot.previousPollId());
    field("scheduled_at", snapshot.scheduledAt());
    field("scope", scope.path());
    field("sequence", Integer.valueOf(snapshot.sequence()));
    field("trigger", snapshot.trigger());
    out.writeEndObject();
  }

  private void write(Traffic traffic) throws IOException {
    out.writeStartObject();
    field("measured_at", traffic.measuredAt());
    name("total");
    out.writeStartObject();
    field("bytes_from_client", traffic.total().bytesFromClient());
    field("bytes_to_client", traffic.total().bytesToClient());
    field("packets_from_client", traffic.total().packetsFromClient());
    field("packets_to_client", traffic.total().packetsToClient());
    out.writeEndObject();
    out.writeEndObject();
  }

  private static SerializableString resource(Scope scope) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", scope.resourceId());
      json.writeStringField("type", scope.api().source().resourceType());
      json.writeStringField("uid", scope.resourceUid());
      json.writeEndObject();
    }
    return new SerializedString(text.toString(StandardCharsets.UTF_8));
  }

  private static SerializableString source(Scope scope, String requestId) throws IOException {
    Api api = scope.api();
    Target target = scope.target();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("account_id", target.account().accountId());
      json.writeStringField("api", api.source().operation());
      json.writeStringField("api_version", api.source().version());
      json.writeStringField("endpoint", scope.host());
      json.writeStringField("product", api.source().product());
      json.writeStringField("project_id", target.projectId());
      json.writeStringField("region", target.region());
      json.writeStringField("request_id", requestId);
      json.writeStringField("service", api.source().service());
      json.writeStringField("vendor", api.source().vendor());
      json.writeEndObject();
    }
    return new SerializedString(text.toString(StandardCharsets.UTF_8));
  }

  private void name(String name) throws IOException {
    out.writeFieldName(NAMES.get(name));
  }

  private void field(String name, String value) throws IOException {
    if (value != null) {
      name(name);
      out.writeString(value);
    }
  }

  private void field(String name, Instant value) throws IOException {
    field(name, value == null ? null : Instants.text(value));
  }

  private void field(String name, Long value) throws IOException {
    if (value != null) {
      name(name);
      out.writeNumber(value);
    }
  }

  private void field(String name, Integer value) throws IOException {
    field(name, value == null ? null : Long.valueOf(value));
  }

  private void field(String name, Boolean value) throws IOException {
    if (value != null) {
      name(name);
      out.writeBoolean(value);
    }
  }
}
