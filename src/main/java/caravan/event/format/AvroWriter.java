package caravan.event.format;

import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Facts;
import caravan.event.Kind;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Report;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.json.Instants;
import caravan.json.JsonText;
import caravan.model.Api;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.model.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Encoder;

/**
 * Writes one event in the order of the fields of {@link AvroSchemas#CURRENT}, without a record in
 * between. Null parts become the first branch of their union.
 *
 * <p>An Avro string is UTF-8, which has no form for an unpaired surrogate; JSON has one. Such a
 * text is written with U+FFFD in its place, and a doubt says so: {@code unknown_value}, with the
 * field as its path and the text as a JSON string as its detail. An event that could not be written
 * at all would keep its poll from being published, and one odd user name would blind a scope.
 */
final class AvroWriter {

  private static final ConnectionFacts NO_CONNECTION = new ConnectionFacts(null, null, null);

  private static final char REPLACEMENT = '\ufffd';

  /** Writes the value of a union's second branch. */
  private interface Writing<T> {
    void write(T part) throws IOException;
  }

  private final Encoder out;
  private final List<Quality> doubts = new ArrayList<>(0);

  AvroWriter(Encoder out) {
    this.out = out;
  }

  void write(Event event) throws IOException {
    out.writeString(event.schemaVersion());
    out.writeString(event.id());
    out.writeString(event.kind().wire());
    text("subject", event.subject());
    optional(
        "incarnation", event.incarnation() == null ? null : Instants.text(event.incarnation()));
    optional(event.revision() > 0 ? (long) event.revision() : null);
    optional("content_hash", event.contentHash());
    instant(event.times().event());
    out.writeString(event.times().basis());
    instant(event.observedAt());
    if (present(event.times().window())) {
      instant(event.times().window().after());
      instant(event.times().window().until());
    }
    optional("end_reason", event.endReason());
    write(event.scope(), event.snapshot());
    source(event.scope(), event.requestId());
    resource(event.scope());
    write(event.facts());
    optional(event.report(), this::write);
    // Its doubt must be known before the doubts are written, and they come first.
    String record = event.raw() == null ? null : encodable("raw.record", event.raw().record());
    write(event.quality());
    optional(event.raw(), raw -> write(raw, record));
    absent(); // extensions
    optional(event.returnedAfter());
  }

  private void write(Facts facts) throws IOException {
    ConnectionFacts connection = facts instanceof ConnectionFacts one ? one : NO_CONNECTION;
    optional(connection.client(), this::write);
    optional(connection.connection(), this::write);
    optional(connection.traffic(), this::write);
    optional(facts instanceof Tls tls ? tls : null, this::write);
    optional(facts instanceof DatabaseAccount account ? account : null, this::write);
    optional(facts instanceof Asset asset ? asset : null, this::write);
  }

  private void write(Scope scope, Event.Snapshot snapshot) throws IOException {
    text("snapshot.scope", scope.path());
    out.writeString(snapshot.pollId());
    optional("snapshot.previous_poll_id", snapshot.previousPollId());
    instant(snapshot.scheduledAt());
    optional(snapshot.page());
    optional(snapshot.position());
    out.writeLong(snapshot.sequence());
    out.writeString(snapshot.trigger());
  }

  private void source(Scope scope, String requestId) throws IOException {
    Api api = scope.api();
    Target target = scope.target();
    text("source.vendor", api.source().vendor());
    text("source.service", api.source().service());
    text("source.product", api.source().product());
    text("source.api", api.source().operation());
    text("source.api_version", api.source().version());
    optional("source.endpoint", api.request().endpointStated() ? scope.host() : null);
    optional("source.account_id", target.account().accountId());
    optional("source.project_id", target.projectId());
    optional("source.region", target.region().isEmpty() ? null : target.region());
    optional("source.request_id", requestId);
  }

  private void resource(Scope scope) throws IOException {
    text("resource.type", scope.api().source().resourceType());
    text("resource.id", scope.resourceId());
    text("resource.uid", scope.resourceUid());
    absent(); // name
    optional("resource.engine", scope.api().source().publishedEngine());
  }

  private void write(Client client) throws IOException {
    optional(client.address(), one -> write("client.address", one));
    optional(client.virtualAddress(), one -> write("client.virtual_address", one));
    if (present(client.user())) {
      text("client.user.name", client.user().name());
      text("client.user.origin", client.user().origin());
    }
    optional(client.internal());
  }

  private void write(String path, Address address) throws IOException {
    text(path, address.text());
    optional(path, address.ip());
    out.writeBoolean(address.masked());
    optional(address.version(), out::writeInt);
    text(path, address.role());
    optional(path, address.scope());
    optional(path, address.knownPrefix());
    optional(address.port());
    optional(path, address.zone());
  }

  private void write(Connection connection) throws IOException {
    text("connection.granularity", connection.granularity());
    text("connection.state", connection.state());
    out.writeLong(connection.count());
    optional(connection.countDelta());
    optional(connection.tunnel());
    optional("connection.vendor_id", connection.vendorId());
    optional(connection.startedAt());
    optional(connection.durationMinMs());
    optional(connection.durationMaxMs());
    optional("connection.database", connection.database());
  }

  private void write(Traffic traffic) throws IOException {
    optional(traffic.measuredAt());
    write(traffic.total());
    if (present(traffic.delta())) {
      write(traffic.delta());
      instant(traffic.since());
    }
  }

  private void write(Traffic.Counters counters) throws IOException {
    optional(counters.bytesFromClient());
    optional(counters.bytesToClient());
    optional(counters.packetsFromClient());
    optional(counters.packetsToClient());
  }

  private void write(Tls tls) throws IOException {
    posture("tls", tls);
    optional(tls.previous(), one -> posture("tls.previous", one));
  }

  private void posture(String path, Tls tls) throws IOException {
    optional(tls.enabled());
    if (present(tls.certificate())) {
      Tls.Certificate certificate = tls.certificate();
      optional(certificate.expiresAt());
      optional(path, certificate.expiresAtText());
      optional(path, certificate.expiresAtZone());
      optional(path, certificate.url());
      optional(path, certificate.commonName());
      optional(path, certificate.issuer());
      optional(path, certificate.serialNumber());
    }
    optional(tls.required());
    optional(path, tls.minVersion());
  }

  private void write(DatabaseAccount account) throws IOException {
    text("account.database", account.database());
    text("account.name", account.name());
    out.writeBoolean(account.superuser());
    roles("account.roles", account.roles());
    if (present(account.changes())) {
      roles("account.changes.roles_granted", account.changes().granted());
      roles("account.changes.roles_revoked", account.changes().revoked());
      optional(account.changes().previous(), this::write);
    }
    write(account.access());
    DatabaseAccount.Details details = account.details();
    optional("account.expires_at_text", details.expiresAtText());
    optional("account.expires_at_zone", details.expiresAtZone());
    optional(details.createdAt());
    optional(details.passwordChangedAt());
    optional("account.type", details.type());
    optional("account.label", details.label());
  }

  private void write(DatabaseAccount.Access access) throws IOException {
    optional(access.enabled());
    optional(access.hosts(), hosts -> texts("account.hosts", hosts));
    optional(access.expiresAt());
  }

  private void texts(String path, List<String> texts) throws IOException {
    out.writeArrayStart();
    out.setItemCount(texts.size());
    for (String text : texts) {
      out.startItem();
      text(path, text);
    }
    out.writeArrayEnd();
  }

  private void write(Asset asset) throws IOException {
    text("asset.id", asset.id());
    write("asset", asset.state());
    optional("asset.region", asset.details().region());
    optional(asset.details().createdAt());
    optional("asset.engine_version", asset.details().engineVersion());
    optional(asset.previous(), one -> write("asset.previous", one));
  }

  private void write(String path, Asset.State state) throws IOException {
    optional(path, state.name());
    optional(path, state.status());
    optional(state.running());
    optional(state.tags(), tags -> tags(path, tags));
    optional(path, state.network());
    optional(path, state.project());
    optional(state.members(), members -> texts(path, members));
  }

  private void tags(String path, Map<String, String> tags) throws IOException {
    out.writeMapStart();
    out.setItemCount(tags.size());
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      out.startItem();
      text(path, tag.getKey());
      text(path, tag.getValue());
    }
    out.writeMapEnd();
  }

  private void roles(String path, List<DatabaseAccount.Role> roles) throws IOException {
    out.writeArrayStart();
    out.setItemCount(roles.size());
    for (DatabaseAccount.Role role : roles) {
      out.startItem();
      text(path, role.role());
      text(path, role.database());
    }
    out.writeArrayEnd();
  }

  private void write(Report report) throws IOException {
    text("report.status", report.status());
    out.writeBoolean(report.baseline());
    out.writeLong(report.pagesExpected());
    out.writeLong(report.pagesReceived());
    optional(report.declaredTotal());
    out.writeLong(report.received());
    out.writeLong(report.unique());
    out.writeLong(report.rejected());
    out.writeMapStart();
    out.setItemCount(report.emitted().size());
    for (Map.Entry<Kind, Long> one : report.emitted().entrySet()) {
      out.startItem();
      out.writeString(one.getKey().wire());
      out.writeLong(one.getValue());
    }
    out.writeMapEnd();
    out.writeLong(report.events());
    out.writeLong(report.absencesSuppressed());
    optional("report.digest", report.digest());
    optional("report.reason", report.reason());
    optional(report.error(), this::write);
    optional(report.absencesOmitted() == 0 ? null : Long.valueOf(report.absencesOmitted()));
    optional(report.lettersSuppressed() == 0 ? null : Long.valueOf(report.lettersSuppressed()));
    optional(report.skipped() == 0 ? null : Long.valueOf(report.skipped()));
  }

  private void write(PollError error) throws IOException {
    text("report.error.class", error.reason());
    optional("report.error.code", error.code());
    optional("report.error.message", error.message());
    optional(error.statedHttpStatus());
    optional((long) error.page());
    optional((long) error.attempts());
    out.writeBoolean(error.retryable());
  }

  private void write(List<Quality> quality) throws IOException {
    List<Quality> stated = new ArrayList<>(quality.size());
    for (Quality one : quality) {
      stated.add(
          new Quality(
              encodable("quality", one.code()),
              encodable("quality", one.path()),
              one.detail() == null ? null : encodable("quality", one.detail())));
    }
    stated.addAll(doubts);
    if (!present(stated.isEmpty() ? null : stated)) {
      return;
    }
    out.writeArrayStart();
    out.setItemCount(stated.size());
    for (Quality one : stated) {
      out.startItem();
      out.writeString(one.code());
      out.writeString(one.path());
      if (present(one.detail())) {
        out.writeString(one.detail());
      }
    }
    out.writeArrayEnd();
  }

  private void write(Raw raw, String record) throws IOException {
    out.writeString(record);
    out.writeString(raw.sha256());
    out.writeString("application/json");
    optional(raw.truncated() ? Boolean.TRUE : null);
  }

  private void absent() throws IOException {
    out.writeIndex(0);
    out.writeNull();
  }

  /** Chooses the branch of a union; the value of the second one follows. */
  private boolean present(Object part) throws IOException {
    if (part == null) {
      absent();
    } else {
      out.writeIndex(1);
    }
    return part != null;
  }

  private <T> void optional(T part, Writing<T> how) throws IOException {
    if (present(part)) {
      how.write(part);
    }
  }

  private void instant(Instant instant) throws IOException {
    out.writeLong(instant.toEpochMilli());
  }

  private void optional(Instant instant) throws IOException {
    optional(instant, this::instant);
  }

  private void optional(Long number) throws IOException {
    optional(number, one -> out.writeLong(one));
  }

  private void optional(Integer number) throws IOException {
    optional(number, one -> out.writeLong(one));
  }

  private void optional(Boolean truth) throws IOException {
    optional(truth, out::writeBoolean);
  }

  private void optional(String path, String text) throws IOException {
    optional(text, one -> text(path, one));
  }

  private void text(String path, String text) throws IOException {
    out.writeString(encodable(path, text));
  }

  /** The text, or one that UTF-8 can hold, and a doubt that tells the difference. */
  private String encodable(String path, String text) {
    int lone = JsonText.loneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    doubts.add(new Quality("unknown_value", path, new JsonText(64).value(text).toString()));
    StringBuilder whole = new StringBuilder(text);
    for (; lone >= 0; lone = JsonText.loneSurrogate(text, lone + 1)) {
      whole.setCharAt(lone, REPLACEMENT);
    }
    return whole.toString();
  }
}
