package caravan.event.format;

import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Access;
import caravan.event.DatabaseAccount.Details;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.JsonPart;
import caravan.event.Kind;
import caravan.event.Origin;
import caravan.event.Part;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.event.UnreadableRecord;
import caravan.json.Hashes;
import caravan.state.SubjectState;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads a record of the state topic: the last event of an open subject. Members that are not needed
 * are ignored, so that an event of a newer minor version can be read. Needed ones must be present
 * and of their type.
 */
public final class RecordedReader {

  private RecordedReader() {}

  /**
   * Reads one record in JSON.
   *
   * @param json an event that left its subject open, as UTF-8 text
   * @throws UnreadableRecord when it is not such an event, or lacks what must be known of a subject
   */
  public static Recorded json(byte[] json) throws UnreadableRecord {
    return read(JsonPart.event(json));
  }

  /**
   * Reads one record.
   *
   * @param event an event that left its subject open
   * @throws UnreadableRecord when it is not such an event, or lacks what must be known of a subject
   */
  public static Recorded read(Part event) throws UnreadableRecord {
    String version = event.needed("schema_version", event::text);
    event.check(version.startsWith("1."), "schema_version", "is of another major version");
    String kind = event.needed("kind", event::text);
    event.check(!kind.startsWith("snapshot."), "kind", "is a marker");
    event.check(!Kind.ends(kind), "kind", "ends its subject");
    event.check(event.text("end_reason") == null, "end_reason", "is of a subject that ended");
    Part snapshot = event.needed("snapshot", event::part);
    return new Recorded(
        snapshot.needed("scope", snapshot::text), origin(event), known(event, snapshot));
  }

  private static Origin origin(Part event) throws UnreadableRecord {
    Part source = event.needed("source", event::part);
    Part resource = event.needed("resource", event::part);
    return new Origin(
        source.needed("vendor", source::text),
        source.needed("service", source::text),
        source.needed("api", source::text),
        source.text("account_id"),
        source.text("project_id"),
        source.text("region"),
        source.text("endpoint"),
        resource.needed("id", resource::text));
  }

  private static SubjectState known(Part event, Part snapshot) throws UnreadableRecord {
    List<Quality> quality = event.list("quality", RecordedReader::quality);
    return new SubjectState(
        identity(event),
        event.needed("observed_at", event::instant),
        snapshot.needed("scheduled_at", snapshot::instant),
        facts(event),
        quality == null ? List.of() : SubjectState.aboutTheRecord(quality),
        raw(event.needed("raw", event::part)));
  }

  private static Identity identity(Part event) throws UnreadableRecord {
    int revision = event.needed("revision", event::whole);
    event.check(revision > 0, "revision", "is less than 1");
    String contentHash = event.needed("content_hash", event::text);
    event.check(Hashes.isPrefixed(contentHash), "content_hash", "is not a hash");
    return new Identity(
        event.needed("subject", event::text),
        event.needed("incarnation", event::instant),
        event.instant("returned_after"),
        revision,
        contentHash);
  }

  private static Facts facts(Part event) throws UnreadableRecord {
    Client client = event.optional("client", RecordedReader::client);
    Connection connection = event.optional("connection", RecordedReader::connection);
    Traffic traffic = event.optional("traffic", RecordedReader::traffic);
    Tls tls = event.optional("tls", RecordedReader::tls);
    DatabaseAccount account = event.optional("account", RecordedReader::account);
    Asset asset = event.optional("asset", RecordedReader::asset);
    List<Facts> others = Stream.<Facts>of(tls, account, asset).filter(Objects::nonNull).toList();
    event.check(
        connection == null || !connection.state().equals("closed"), "connection", "is closed");
    if (connection != null && others.isEmpty()) {
      return new ConnectionFacts(client, connection, traffic);
    }
    if (connection != null || others.size() != 1) {
      throw UnreadableRecord.at("", "is not about one of connection, tls, account and asset");
    }
    return others.get(0);
  }

  private static Client client(Part one) throws UnreadableRecord {
    return new Client(
        one.optional("address", RecordedReader::address),
        one.optional("virtual_address", RecordedReader::address),
        one.optional("user", RecordedReader::user),
        one.truth("internal"));
  }

  private static Client.User user(Part one) throws UnreadableRecord {
    return new Client.User(one.needed("name", one::text), one.needed("origin", one::text));
  }

  private static Address address(Part one) throws UnreadableRecord {
    return new Address(
        one.needed("text", one::text),
        one.text("ip"),
        one.needed("masked", one::truth),
        one.whole("version"),
        one.needed("role", one::text),
        one.text("scope"),
        one.text("known_prefix"),
        one.whole("port"),
        one.text("zone"));
  }

  private static Connection connection(Part one) throws UnreadableRecord {
    return new Connection(
        one.needed("granularity", one::text),
        one.needed("state", one::text),
        one.needed("count", one::number),
        null,
        one.truth("tunnel"),
        one.text("vendor_id"),
        one.instant("started_at"),
        null,
        null,
        one.text("database"));
  }

  private static Traffic traffic(Part one) throws UnreadableRecord {
    Part total = one.needed("total", one::part);
    return new Traffic(one.instant("measured_at"), counters(total), null, null);
  }

  private static Traffic.Counters counters(Part one) throws UnreadableRecord {
    return new Traffic.Counters(
        one.number("bytes_from_client"),
        one.number("bytes_to_client"),
        one.number("packets_from_client"),
        one.number("packets_to_client"));
  }

  private static Tls tls(Part one) throws UnreadableRecord {
    return new Tls(
        one.truth("enabled"),
        one.optional("certificate", RecordedReader::certificate),
        one.truth("required"),
        one.text("min_version"),
        null);
  }

  private static Tls.Certificate certificate(Part one) throws UnreadableRecord {
    return new Tls.Certificate(
        one.instant("expires_at"),
        one.text("expires_at_text"),
        one.text("expires_at_zone"),
        one.text("url"),
        one.text("common_name"),
        one.text("issuer"),
        one.text("serial_number"));
  }

  private static DatabaseAccount account(Part one) throws UnreadableRecord {
    List<Role> roles = one.needed("roles", member -> one.list(member, RecordedReader::role));
    return new DatabaseAccount(
        one.needed("database", one::text),
        one.needed("name", one::text),
        one.needed("superuser", one::truth),
        roles,
        null,
        new Access(one.truth("enabled"), one.texts("hosts"), one.instant("expires_at")),
        new Details(
            one.text("expires_at_text"),
            one.text("expires_at_zone"),
            one.instant("created_at"),
            one.instant("password_changed_at"),
            one.text("type"),
            one.text("label")));
  }

  private static Asset asset(Part one) throws UnreadableRecord {
    return new Asset(
        one.needed("id", one::text),
        new Asset.State(
            one.text("name"),
            one.text("status"),
            one.truth("running"),
            one.map("tags"),
            one.text("network"),
            one.text("project"),
            one.texts("members")),
        new Asset.Details(
            one.text("region"), one.instant("created_at"), one.text("engine_version")),
        null);
  }

  private static Role role(Part one) throws UnreadableRecord {
    return new Role(one.needed("database", one::text), one.needed("role", one::text));
  }

  private static Quality quality(Part one) throws UnreadableRecord {
    return new Quality(
        one.needed("code", one::text), one.needed("path", one::text), one.text("detail"));
  }

  private static Raw raw(Part one) throws UnreadableRecord {
    return new Raw(
        one.needed("record", one::text),
        one.needed("sha256", one::text),
        Boolean.TRUE.equals(one.truth("truncated")));
  }
}
