package caravan.model;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a record of the state topic: the last event of an open subject, in JSON. Members may come
 * in any order and members that nothing here needs are passed over, so that an event of a newer
 * minor version can be read. What is needed must be there and of its type.
 */
public final class RecordedJson {

  private static final String MARKERS = "snapshot.";
  private static final String MAJOR = "1.";

  private final MemberReader in;

  private String subject;
  private Instant incarnation;
  private int revision;
  private String contentHash;
  private Instant observedAt;
  private Instant scheduledAt;
  private String scope;
  private Client client;
  private Connection connection;
  private Traffic traffic;
  private Tls tls;
  private DatabaseAccount account;
  private List<Quality> quality = List.of();
  private Raw raw;
  private String kind;
  private String version;
  private Source source;
  private String resourceId;

  private RecordedJson(MemberReader in) {
    this.in = in;
  }

  /** The members of {@code source} that are part of an {@link Origin}. */
  private record Source(
      String vendor,
      String service,
      String operation,
      String accountId,
      String projectId,
      String region,
      String endpoint) {}

  /**
   * Reads one record.
   *
   * @param json an event that left its subject open, as UTF-8 text
   * @throws UnreadableRecord when it is not such an event, or lacks what must be known of a subject
   */
  public static Recorded read(byte[] json) throws UnreadableRecord {
    return MemberReader.event(json, in -> new RecordedJson(in).recorded());
  }

  private Recorded recorded() throws IOException, UnreadableRecord {
    while (in.next()) {
      member();
    }
    in.require(version, "schema_version");
    in.check(version.startsWith(MAJOR), "is of another major version");
    in.require(kind, "kind");
    in.check(!kind.startsWith(MARKERS), "is a marker");
    in.check(!Kind.ends(kind), "ends its subject");
    in.require(subject, "subject");
    in.require(incarnation, "incarnation");
    in.check(revision > 0, "lacks a revision from 1");
    in.require(contentHash, "content_hash");
    in.require(observedAt, "observed_at");
    in.require(scheduledAt, "snapshot");
    in.require(source, "source");
    in.require(resourceId, "resource");
    in.require(raw, "raw");
    in.check(
        (connection == null ? 0 : 1) + (tls == null ? 0 : 1) + (account == null ? 0 : 1) == 1,
        "is not about one of connection, tls and account");
    return new Recorded(scope, origin(), known());
  }

  private void member() throws IOException, UnreadableRecord {
    switch (in.name()) {
      case "account" -> account = account();
      case "client" -> client = client();
      case "connection" -> connection = connection();
      case "content_hash" -> contentHash = in.hash();
      case "end_reason" -> in.check(false, "is of a subject that ended");
      case "incarnation" -> incarnation = in.instant();
      case "kind" -> kind = in.text();
      case "observed_at" -> observedAt = in.instant();
      case "quality" -> quality = quality();
      case "raw" -> raw = raw();
      case "resource" -> resource();
      case "revision" -> revision = in.whole();
      case "schema_version" -> version = in.text();
      case "snapshot" -> snapshot();
      case "source" -> source = source();
      case "subject" -> subject = in.text();
      case "tls" -> tls = tls();
      case "traffic" -> traffic = traffic();
      default -> in.skip();
    }
  }

  private Origin origin() {
    return new Origin(
        source.vendor,
        source.service,
        source.operation,
        source.accountId,
        source.projectId,
        source.region,
        source.endpoint,
        resourceId);
  }

  private Known known() {
    return new Known(
        new Identity(subject, incarnation, revision, contentHash),
        observedAt,
        scheduledAt,
        facts(),
        Known.aboutTheRecord(quality),
        raw);
  }

  private Facts facts() {
    if (connection != null) {
      return new ConnectionFacts(client, connection, traffic);
    }
    return tls == null ? account : tls;
  }

  private void snapshot() throws IOException, UnreadableRecord {
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "scheduled_at" -> scheduledAt = in.instant();
        case "scope" -> scope = in.text();
        default -> in.skip();
      }
    }
    in.require(scheduledAt, "scheduled_at");
    in.require(scope, "scope");
  }

  private Source source() throws IOException, UnreadableRecord {
    String vendor = null;
    String service = null;
    String operation = null;
    String accountId = null;
    String projectId = null;
    String region = null;
    String endpoint = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "account_id" -> accountId = in.text();
        case "api" -> operation = in.text();
        case "endpoint" -> endpoint = in.text();
        case "project_id" -> projectId = in.text();
        case "region" -> region = in.text();
        case "service" -> service = in.text();
        case "vendor" -> vendor = in.text();
        default -> in.skip();
      }
    }
    in.require(vendor, "vendor");
    in.require(service, "service");
    in.require(operation, "api");
    return new Source(vendor, service, operation, accountId, projectId, region, endpoint);
  }

  private void resource() throws IOException, UnreadableRecord {
    in.open();
    while (in.next()) {
      if (in.name().equals("id")) {
        resourceId = in.text();
      } else {
        in.skip();
      }
    }
    in.require(resourceId, "id");
  }

  private Client client() throws IOException, UnreadableRecord {
    Address address = null;
    Address virtualAddress = null;
    Client.User user = null;
    Boolean internal = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "address" -> address = address();
        case "internal" -> internal = in.truth();
        case "user" -> user = user();
        case "virtual_address" -> virtualAddress = address();
        default -> in.skip();
      }
    }
    return new Client(address, virtualAddress, user, internal);
  }

  private Client.User user() throws IOException, UnreadableRecord {
    String name = null;
    String origin = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "name" -> name = in.text();
        case "origin" -> origin = in.text();
        default -> in.skip();
      }
    }
    in.require(name, "name");
    in.require(origin, "origin");
    return new Client.User(name, origin);
  }

  private Address address() throws IOException, UnreadableRecord {
    String text = null;
    String ip = null;
    Boolean masked = null;
    Integer number = null;
    String role = null;
    String reach = null;
    String knownPrefix = null;
    Integer port = null;
    String zone = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "ip" -> ip = in.text();
        case "known_prefix" -> knownPrefix = in.text();
        case "masked" -> masked = in.truth();
        case "port" -> port = in.whole();
        case "role" -> role = in.text();
        case "scope" -> reach = in.text();
        case "text" -> text = in.text();
        case "version" -> number = in.whole();
        case "zone" -> zone = in.text();
        default -> in.skip();
      }
    }
    in.require(text, "text");
    in.require(masked, "masked");
    in.require(role, "role");
    return new Address(text, ip, masked, number, role, reach, knownPrefix, port, zone);
  }

  private Connection connection() throws IOException, UnreadableRecord {
    String granularity = null;
    String state = null;
    Long count = null;
    Boolean tunnel = null;
    String vendorId = null;
    Instant startedAt = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "count" -> count = in.count();
        case "granularity" -> granularity = in.text();
        case "started_at" -> startedAt = in.instant();
        case "state" -> state = in.text();
        case "tunnel" -> tunnel = in.truth();
        case "vendor_id" -> vendorId = in.text();
        default -> in.skip();
      }
    }
    in.require(granularity, "granularity");
    in.require(state, "state");
    in.require(count, "count");
    in.check(!state.equals("closed"), "is closed");
    return new Connection(granularity, state, count, null, tunnel, vendorId, startedAt, null, null);
  }

  private Traffic traffic() throws IOException, UnreadableRecord {
    Instant measuredAt = null;
    Traffic.Counters total = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "measured_at" -> measuredAt = in.instant();
        case "total" -> total = counters();
        default -> in.skip();
      }
    }
    in.require(total, "total");
    return new Traffic(measuredAt, total, null, null);
  }

  private Traffic.Counters counters() throws IOException, UnreadableRecord {
    Long bytesFromClient = null;
    Long bytesToClient = null;
    Long packetsFromClient = null;
    Long packetsToClient = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "bytes_from_client" -> bytesFromClient = in.count();
        case "bytes_to_client" -> bytesToClient = in.count();
        case "packets_from_client" -> packetsFromClient = in.count();
        case "packets_to_client" -> packetsToClient = in.count();
        default -> in.skip();
      }
    }
    return new Traffic.Counters(bytesFromClient, bytesToClient, packetsFromClient, packetsToClient);
  }

  private Tls tls() throws IOException, UnreadableRecord {
    Boolean enabled = null;
    Tls.Certificate certificate = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "certificate" -> certificate = certificate();
        case "enabled" -> enabled = in.truth();
        default -> in.skip();
      }
    }
    return new Tls(enabled, certificate, null);
  }

  private Tls.Certificate certificate() throws IOException, UnreadableRecord {
    Instant expiresAt = null;
    String expiresAtText = null;
    String expiresAtZone = null;
    String url = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "expires_at" -> expiresAt = in.instant();
        case "expires_at_text" -> expiresAtText = in.text();
        case "expires_at_zone" -> expiresAtZone = in.text();
        case "url" -> url = in.text();
        default -> in.skip();
      }
    }
    return new Tls.Certificate(expiresAt, expiresAtText, expiresAtZone, url);
  }

  private DatabaseAccount account() throws IOException, UnreadableRecord {
    String database = null;
    String name = null;
    Boolean superuser = null;
    List<DatabaseAccount.Role> roles = null;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "database" -> database = in.text();
        case "name" -> name = in.text();
        case "roles" -> roles = roles();
        case "superuser" -> superuser = in.truth();
        default -> in.skip();
      }
    }
    in.require(database, "database");
    in.require(name, "name");
    in.require(superuser, "superuser");
    in.require(roles, "roles");
    return new DatabaseAccount(database, name, superuser, roles, null);
  }

  private List<DatabaseAccount.Role> roles() throws IOException, UnreadableRecord {
    List<DatabaseAccount.Role> roles = new ArrayList<>();
    in.openArray();
    while (in.openElement()) {
      String database = null;
      String role = null;
      while (in.next()) {
        switch (in.name()) {
          case "database" -> database = in.text();
          case "role" -> role = in.text();
          default -> in.skip();
        }
      }
      in.require(database, "database");
      in.require(role, "role");
      roles.add(new DatabaseAccount.Role(database, role));
    }
    return List.copyOf(roles);
  }

  private List<Quality> quality() throws IOException, UnreadableRecord {
    List<Quality> all = new ArrayList<>();
    in.openArray();
    while (in.openElement()) {
      String code = null;
      String path = null;
      String detail = null;
      while (in.next()) {
        switch (in.name()) {
          case "code" -> code = in.text();
          case "detail" -> detail = in.text();
          case "path" -> path = in.text();
          default -> in.skip();
        }
      }
      in.require(code, "code");
      in.require(path, "path");
      all.add(new Quality(code, path, detail));
    }
    return List.copyOf(all);
  }

  private Raw raw() throws IOException, UnreadableRecord {
    String text = null;
    String sha256 = null;
    boolean truncated = false;
    in.open();
    while (in.next()) {
      switch (in.name()) {
        case "record" -> text = in.text();
        case "sha256" -> sha256 = in.text();
        case "truncated" -> truncated = in.truth();
        default -> in.skip();
      }
    }
    in.require(text, "record");
    in.require(sha256, "sha256");
    return new Raw(text, sha256, truncated);
  }
}
