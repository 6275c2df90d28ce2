package caravan.publish;

import caravan.model.Address;
import caravan.model.Client;
import caravan.model.Connection;
import caravan.model.ConnectionFacts;
import caravan.model.DatabaseAccount;
import caravan.model.Event;
import caravan.model.Facts;
import caravan.model.Identity;
import caravan.model.Instants;
import caravan.model.Kind;
import caravan.model.Known;
import caravan.model.Origin;
import caravan.model.Quality;
import caravan.model.Raw;
import caravan.model.Recorded;
import caravan.model.Tls;
import caravan.model.Traffic;
import caravan.model.UnreadableRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads events that were written with one schema as records of the state topic. Fields that the
 * writer did not know are absent, fields that this version does not know are passed over.
 */
final class AvroReader {

  private static final List<String> NEEDED =
      List.of("incarnation", "revision", "content_hash", "raw");
  private static final List<String> FAMILIES = List.of("connection", "tls", "account");
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int LONGEST_QUOTE = 200;

  private final GenericDatumReader<GenericRecord> reader;

  /** For values that were written with {@code writer}. */
  AvroReader(Schema writer) {
    this.reader = new GenericDatumReader<>(writer, AvroSchemas.CURRENT, new GenericData());
  }

  /** Reads the event that begins at {@code from} and ends with the bytes. */
  Recorded read(byte[] bytes, int from) throws UnreadableRecord {
    GenericRecord event = event(bytes, from);
    check(event);
    try {
      return recorded(event);
    } catch (ArithmeticException e) {
      throw UnreadableRecord.at("", "has a number of more than 32 bits");
    }
  }

  private GenericRecord event(byte[] bytes, int from) throws UnreadableRecord {
    BoundedDecoder decoder = new BoundedDecoder(bytes, from);
    try {
      GenericRecord event = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw UnreadableRecord.at("", "has something behind its end");
      }
      return event;
    } catch (AvroTypeException e) {
      throw UnreadableRecord.at("", "was written with a schema that is no event's: " + cut(e));
    } catch (IOException | RuntimeException e) {
      // The decoder meets damage with exceptions of many kinds, an index out of bounds among them.
      throw UnreadableRecord.at(
          "", "is no Avro of its schema (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** The names of schemas and fields, which are what such a message holds, can be of any length. */
  private static String cut(AvroTypeException e) {
    String message = String.valueOf(e.getMessage());
    return message.length() > LONGEST_QUOTE ? message.substring(0, LONGEST_QUOTE) : message;
  }

  /** What a state must have, and what the schema alone does not say. */
  private static void check(GenericRecord event) throws UnreadableRecord {
    check(
        text(event, "schema_version").startsWith("1."),
        "schema_version",
        "is of another major version");
    String kind = text(event, "kind");
    check(event.get("report") == null && !kind.startsWith("snapshot."), "kind", "is a marker");
    check(event.get("end_reason") == null && !Kind.ends(kind), "kind", "ends its subject");
    for (String needed : NEEDED) {
      check(event.get(needed) != null, needed, "is lacking");
    }
    check(number(event, "revision") > 0, "revision", "is less than 1");
    check(HASH.matcher(text(event, "content_hash")).matches(), "content_hash", "is no hash");
    check(Instants.read(text(event, "incarnation")) != null, "incarnation", "is no instant");
    check(
        FAMILIES.stream().filter(family -> event.get(family) != null).count() == 1,
        "",
        "is not about one of connection, tls and account");
    GenericRecord connection = part(event, "connection");
    check(
        connection == null || !"closed".equals(text(connection, "state")),
        "connection",
        "is closed");
  }

  private static void check(boolean holds, String member, String otherwise)
      throws UnreadableRecord {
    if (!holds) {
      throw UnreadableRecord.at(member.isEmpty() ? "" : "/" + member, otherwise);
    }
  }

  private static Recorded recorded(GenericRecord event) {
    GenericRecord source = part(event, "source");
    Origin origin =
        new Origin(
            text(source, "vendor"),
            text(source, "service"),
            text(source, "api"),
            text(source, "account_id"),
            text(source, "project_id"),
            text(source, "region"),
            text(source, "endpoint"),
            text(part(event, "resource"), "id"));
    return new Recorded(text(part(event, "snapshot"), "scope"), origin, Known.of(event(event)));
  }

  /** The event, as far as what is known of a subject needs it. */
  private static Event event(GenericRecord event) {
    return new Event(
        text(event, "id"),
        null,
        new Identity(
            text(event, "subject"),
            Instants.read(text(event, "incarnation")),
            whole(event, "revision"),
            text(event, "content_hash")),
        new Event.Times(
            instant(event, "event_time"),
            text(event, "event_time_basis"),
            instant(event, "observed_at"),
            null),
        null,
        snapshot(part(event, "snapshot")),
        null,
        null,
        facts(event),
        null,
        list(event, "quality", AvroReader::quality),
        raw(part(event, "raw")));
  }

  private static Facts facts(GenericRecord event) {
    Connection connection = optional(event, "connection", AvroReader::connection);
    if (connection != null) {
      return new ConnectionFacts(
          optional(event, "client", AvroReader::client),
          connection,
          optional(event, "traffic", AvroReader::traffic));
    }
    Tls tls = optional(event, "tls", AvroReader::tls);
    return tls == null ? optional(event, "account", AvroReader::account) : tls;
  }

  private static Event.Snapshot snapshot(GenericRecord one) {
    return new Event.Snapshot(
        text(one, "poll_id"),
        text(one, "previous_poll_id"),
        instant(one, "scheduled_at"),
        null,
        null,
        whole(one, "sequence"),
        text(one, "trigger"));
  }

  private static Client client(GenericRecord one) {
    return new Client(
        optional(one, "address", AvroReader::address),
        optional(one, "virtual_address", AvroReader::address),
        optional(one, "user", user -> new Client.User(text(user, "name"), text(user, "origin"))),
        truth(one, "internal"));
  }

  private static Address address(GenericRecord one) {
    return new Address(
        text(one, "text"),
        text(one, "ip"),
        truth(one, "masked"),
        (Integer) one.get("version"),
        text(one, "role"),
        text(one, "scope"),
        text(one, "known_prefix"),
        whole(one, "port"),
        text(one, "zone"));
  }

  private static Connection connection(GenericRecord one) {
    return new Connection(
        text(one, "granularity"),
        text(one, "state"),
        number(one, "count"),
        number(one, "count_delta"),
        truth(one, "tunnel"),
        text(one, "vendor_id"),
        instant(one, "started_at"),
        number(one, "duration_min_ms"),
        number(one, "duration_max_ms"));
  }

  private static Traffic traffic(GenericRecord one) {
    return new Traffic(
        instant(one, "measured_at"), optional(one, "total", AvroReader::counters), null, null);
  }

  private static Traffic.Counters counters(GenericRecord one) {
    return new Traffic.Counters(
        number(one, "bytes_from_client"),
        number(one, "bytes_to_client"),
        number(one, "packets_from_client"),
        number(one, "packets_to_client"));
  }

  private static Tls tls(GenericRecord one) {
    return new Tls(
        truth(one, "enabled"), optional(one, "certificate", AvroReader::certificate), null);
  }

  private static Tls.Certificate certificate(GenericRecord one) {
    return new Tls.Certificate(
        instant(one, "expires_at"),
        text(one, "expires_at_text"),
        text(one, "expires_at_zone"),
        text(one, "url"));
  }

  private static DatabaseAccount account(GenericRecord one) {
    return new DatabaseAccount(
        text(one, "database"),
        text(one, "name"),
        truth(one, "superuser"),
        list(
            one,
            "roles",
            role -> new DatabaseAccount.Role(text(role, "database"), text(role, "role"))),
        null);
  }

  private static Quality quality(GenericRecord one) {
    return new Quality(text(one, "code"), text(one, "path"), text(one, "detail"));
  }

  private static Raw raw(GenericRecord one) {
    return new Raw(
        text(one, "record"), text(one, "sha256"), Boolean.TRUE.equals(truth(one, "truncated")));
  }

  private static GenericRecord part(GenericRecord whole, String name) {
    return (GenericRecord) whole.get(name);
  }

  private static <T> T optional(GenericRecord whole, String name, Function<GenericRecord, T> read) {
    GenericRecord part = part(whole, name);
    return part == null ? null : read.apply(part);
  }

  private static <T> List<T> list(
      GenericRecord whole, String name, Function<GenericRecord, T> read) {
    if (!(whole.get(name) instanceof List<?> parts)) {
      return List.of();
    }
    List<T> all = new ArrayList<>(parts.size());
    for (Object part : parts) {
      all.add(read.apply((GenericRecord) part));
    }
    return List.copyOf(all);
  }

  private static String text(GenericRecord part, String name) {
    Object text = part.get(name);
    return text == null ? null : text.toString();
  }

  private static Instant instant(GenericRecord part, String name) {
    Long millis = number(part, name);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static Long number(GenericRecord part, String name) {
    return (Long) part.get(name);
  }

  private static Integer whole(GenericRecord part, String name) {
    Long number = number(part, name);
    return number == null ? null : Integer.valueOf(Math.toIntExact(number));
  }

  private static Boolean truth(GenericRecord part, String name) {
    return (Boolean) part.get(name);
  }
}
