package caravan.cloud.sheet;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.cloud.record.Subjects;
import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Facts;
import caravan.event.Observation;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.model.Api;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns rows into observations as the API's sheet says: a list of typed steps that {@link
 * MappingCompiler} made once, so that a row costs what code for it would.
 */
final class RowMapping implements Normalizer {

  /** Fills one field of the event from a row; gives null where the row has nothing for it. */
  interface Reader {
    Object read(Fields fields, Scope scope);
  }

  /**
   * One field and how it is read.
   *
   * @param field what is filled
   * @param reader reads it
   */
  record Step(EventField field, Reader reader) {}

  /** One segment of a subject, from what the steps have read. */
  interface Segment {
    String text(Values values, Fields fields, Scope scope);
  }

  /** What the steps have read, by field. */
  static final class Values {

    private final Map<EventField, Object> values = new EnumMap<>(EventField.class);

    private void put(EventField field, Object value) {
      values.put(field, value);
    }

    Object get(EventField field) {
      return values.get(field);
    }

    private String text(EventField field) {
      return (String) get(field);
    }

    private Boolean flag(EventField field) {
      return (Boolean) get(field);
    }

    private Long counter(EventField field) {
      return (Long) get(field);
    }

    private Instant time(EventField field) {
      return (Instant) get(field);
    }

    /** Null parts where nothing is stated. */
    private Fields.TimeText expiry(EventField field) {
      Fields.TimeText stated = (Fields.TimeText) get(field);
      return stated == null ? new Fields.TimeText(null, null, null) : stated;
    }

    @SuppressWarnings("unchecked") // What reads the field gives texts.
    private List<String> texts(EventField field) {
      return (List<String>) get(field);
    }

    private Address address(EventField field) {
      return (Address) get(field);
    }
  }

  private final Api api;
  private final Set<String> declared;
  private final List<Step> steps;
  private final List<Segment> subject;
  private final String subjectName;
  private final EventField start;
  private final Roles roles;
  private final Tags tags;
  private final Members members;

  RowMapping(
      Api api,
      Set<String> declared,
      List<Step> steps,
      List<Segment> subject,
      String subjectName,
      EventField start,
      Roles roles,
      Tags tags,
      Members members) {
    this.api = api;
    this.declared = declared;
    this.steps = steps;
    this.subject = subject;
    this.subjectName = subjectName;
    this.start = start;
    this.roles = roles;
    this.tags = tags;
    this.members = members;
  }

  @Override
  public Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    Fields fields = new Fields(vendorRecord, scope, place, declared);
    Values values = new Values();
    for (Step step : steps) {
      values.put(step.field, step.reader.read(fields, scope));
    }
    Facts facts =
        switch (api.source().family()) {
          case CONNECTION -> connection(values);
          case ENDPOINT ->
              new Tls(
                  values.flag(EventField.TLS_ENABLED),
                  certificate(values),
                  values.flag(EventField.TLS_REQUIRED),
                  values.text(EventField.TLS_MIN_VERSION),
                  null);
          case ACCOUNT -> account(values, fields);
          case RESOURCE -> asset(values, fields);
        };
    String[] segments = new String[subject.size()];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = subject.get(i).text(values, fields, scope);
    }
    return Observation.of(
        Subjects.of(scope, subjectName, segments),
        start == null ? null : values.time(start),
        facts,
        fields.quality(),
        fields.raw(),
        place);
  }

  @Override
  public boolean skips(ObjectNode row) {
    Api.SkipSheet skip = api.row().skip();
    return !skip.from().isEmpty() && Fields.skips(row, skip.from(), skip.values());
  }

  private static ConnectionFacts connection(Values values) {
    String name = values.text(EventField.USER_NAME);
    String origin = values.text(EventField.USER_ORIGIN);
    Long count = values.counter(EventField.COUNT);
    Client client =
        new Client(
            values.address(EventField.ADDRESS),
            values.address(EventField.VIRTUAL_ADDRESS),
            name == null ? null : new Client.User(name, origin == null ? "response" : origin),
            values.flag(EventField.INTERNAL));
    Connection connection =
        Connection.open(
            values.text(EventField.GRANULARITY),
            count == null ? 1 : count,
            values.flag(EventField.TUNNEL),
            values.text(EventField.CONNECTION_ID),
            values.time(EventField.STARTED_AT),
            values.text(EventField.CONNECTION_DATABASE));
    Traffic.Counters total =
        new Traffic.Counters(
            values.counter(EventField.BYTES_FROM_CLIENT),
            values.counter(EventField.BYTES_TO_CLIENT),
            values.counter(EventField.PACKETS_FROM_CLIENT),
            values.counter(EventField.PACKETS_TO_CLIENT));
    Traffic traffic =
        total.isEmpty()
            ? null
            : new Traffic(values.time(EventField.MEASURED_AT), total, null, null);
    return new ConnectionFacts(client, connection, traffic);
  }

  /** An expiry that cannot be read, not even as a text, states nothing. */
  private static Tls.Certificate certificate(Values values) {
    Fields.TimeText expiry = values.expiry(EventField.CERTIFICATE_EXPIRY);
    String url = values.text(EventField.CERTIFICATE_URL);
    String name = values.text(EventField.CERTIFICATE_NAME);
    String issuer = values.text(EventField.CERTIFICATE_ISSUER);
    String serial = values.text(EventField.CERTIFICATE_SERIAL);
    return Stream.of(expiry.text(), url, name, issuer, serial).allMatch(Objects::isNull)
        ? null
        : new Tls.Certificate(
            expiry.instant(), expiry.text(), expiry.zone(), url, name, issuer, serial);
  }

  private DatabaseAccount account(Values values, Fields fields) {
    Fields.TimeText expiry = values.expiry(EventField.ACCOUNT_EXPIRY);
    Roles.Held held = Roles.Held.NONE;
    if (roles == null) {
      fields.notStated("account.roles");
    } else {
      held = roles.read(fields);
    }
    return new DatabaseAccount(
        values.text(EventField.ACCOUNT_DATABASE),
        values.text(EventField.ACCOUNT_NAME),
        superuser(held, fields),
        held.list(),
        null,
        access(values, expiry),
        details(values, expiry));
  }

  private static DatabaseAccount.Access access(Values values, Fields.TimeText expiry) {
    return new DatabaseAccount.Access(
        values.flag(EventField.ACCOUNT_ENABLED),
        values.texts(EventField.ACCOUNT_HOSTS),
        expiry.instant());
  }

  private static DatabaseAccount.Details details(Values values, Fields.TimeText expiry) {
    return new DatabaseAccount.Details(
        expiry.text(),
        expiry.zone(),
        values.time(EventField.ACCOUNT_CREATED_AT),
        values.time(EventField.PASSWORD_CHANGED_AT),
        values.text(EventField.ACCOUNT_TYPE),
        values.text(EventField.ACCOUNT_LABEL));
  }

  private Asset asset(Values values, Fields fields) {
    Asset.State state =
        new Asset.State(
            values.text(EventField.ASSET_NAME),
            values.text(EventField.ASSET_STATUS),
            values.flag(EventField.ASSET_RUNNING),
            tags == null ? null : tags.read(fields),
            values.text(EventField.ASSET_NETWORK),
            values.text(EventField.ASSET_PROJECT),
            members == null ? null : members.read(fields));
    Asset.Details details =
        new Asset.Details(
            values.text(EventField.ASSET_REGION),
            values.time(EventField.ASSET_CREATED_AT),
            values.text(EventField.ASSET_ENGINE_VERSION));
    return new Asset(values.text(EventField.ASSET_ID), state, details, null);
  }

  private boolean superuser(Roles.Held held, Fields fields) {
    Api.SuperuserSheet sheet = api.row().superuser();
    return switch (sheet.rule()) {
      case "mongodb" -> held.superuser();
      case "values" -> {
        JsonNode value = fields.value(sheet.from());
        if (value == null) {
          fields.notStated("account.superuser");
        }
        yield value != null && Fields.isOneOf(value, sheet.values());
      }
      case "unknown" -> {
        fields.notStated("account.superuser");
        yield false;
      }
      default -> Boolean.parseBoolean(sheet.rule());
    };
  }
}
