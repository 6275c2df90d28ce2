package caravan;

import caravan.cloud.Normalizer;
import caravan.cloud.sheet.MappingCompiler;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Observation;
import caravan.event.Raw;
import caravan.event.Report;
import caravan.json.CanonicalJson;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.ApiSheet;
import caravan.model.Credential;
import caravan.model.Page;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The APIs of the product, and targets, polls, pages and observations of them, for tests. */
public final class Fixtures {

  /** Id of the API whose rows come in limit and offset pages. */
  public static final String TENCENT = "tencent-mongodb-client-connections";

  /** Id of the API whose answer is one row. */
  public static final String TENCENT_SSL = "tencent-mongodb-instance-ssl";

  /** Id of the API that lists one user and states no total. */
  public static final String ALIBABA = "alibaba-sag-online-clients";

  /** Id of the API that answers everything at once when not asked for pages. */
  public static final String HUAWEI = "huawei-vpn-p2c-connections";

  /** Id of the API that numbers its pages. */
  public static final String CTYUN = "ctyun-mongodb-accounts";

  /** Slot of {@link #poll}. */
  public static final Instant SLOT = Instant.parse("2026-01-31T23:59:00Z");

  /** When pages of {@link #page} had been read. */
  public static final Instant READ = Instant.parse("2026-01-31T23:59:00.250Z");

  /** Secret of every account here; it has characters that every encoding changes. */
  public static final String SECRET = "s3cret/Key+with \"odd\" ~ch\u00e4rs=";

  /** Session token of every account here. */
  public static final String TOKEN = "t0ken/of+a session==";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Fixtures() {}

  /** The data sheet of an API, as its route file states it. */
  public static Api api(String id) {
    return sheet(id).build();
  }

  /** What turns the rows of an API into observations, as its sheet says. */
  public static Normalizer normalizer(String id) {
    return MappingCompiler.compile(api(id));
  }

  /** The data sheet of an API with other properties, such as {@code row.drop}. */
  public static Api api(String id, Map<String, ?> others) {
    ApiSheet sheet = sheet(id);
    others.forEach(
        (name, value) -> {
          String group = name.substring(0, name.indexOf('.'));
          Map<Object, Object> changed = new HashMap<>((Map<?, ?>) sheet.get(group));
          changed.put(name.substring(group.length() + 1), value);
          sheet.put(group, changed);
        });
    return sheet.build();
  }

  /** A scope of an API with every target setting at its default. */
  public static Scope scope(String apiId) {
    return target(apiId).scope();
  }

  /** A target of an API, to be changed before it is used. */
  public static Draft target(String apiId) {
    return target(api(apiId));
  }

  /** A target of an API, to be changed before it is used. */
  public static Draft target(Api api) {
    return new Draft(api);
  }

  /** The scope of the contract's Huawei examples. */
  public static Scope exampleScope() {
    return target(HUAWEI)
        .accountId("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
        .region("cn-north-4")
        .projectId("7c6f2d1e0b9a48d3a5f4e3d2c1b0a987")
        .resources("b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7")
        .scope();
  }

  /** A poll of the slot {@link #SLOT} that remembers nothing. */
  public static Poll poll(Scope scope) {
    return poll(scope, new ScopeState());
  }

  /** A poll of the slot {@link #SLOT}. */
  public static Poll poll(Scope scope, ScopeState memory) {
    return new Poll(scope, SLOT, SLOT, memory, () -> READ);
  }

  /** A JSON value. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A page without declared figures. */
  public static Page page(int number, String... rows) {
    return page(number, null, null, rows);
  }

  /** A page; {@code total} and {@code pages} are what the vendor declares, or null. */
  public static Page page(int number, Long total, Integer pages, String... rows) {
    List<JsonNode> nodes = Stream.of(rows).map(Fixtures::json).toList();
    return new Page(
        number,
        200,
        0,
        nodes,
        json("{}"),
        total,
        pages,
        "request-" + number,
        READ.plusSeconds(number));
  }

  /** The page, which states the marker of the next. */
  public static Page withMarker(Page page, String marker) {
    return new Page(
        page.number(),
        page.status(),
        page.bytes(),
        page.rows(),
        page.envelope(),
        page.declaredTotal(),
        page.declaredPages(),
        page.requestId(),
        page.observedAt(),
        marker,
        null);
  }

  /** A place in a page of {@link #page}. */
  public static Observation.Place place(int page, int position) {
    return new Observation.Place(page, position, "request-" + page, READ.plusSeconds(page));
  }

  /** A row of a poll without an address, which could not be mapped. */
  public static DeadLetter letter(Poll poll, Observation.Place place, String text) {
    return new DeadLetter(
        poll.scope(),
        poll.id(),
        poll.scheduledAt(),
        place.observedAt(),
        "map",
        place.page(),
        place.position(),
        1,
        place.requestId(),
        new DeadLetter.Cause("missing", "IP", "no address"),
        text,
        false);
  }

  /** An observation of one connection whose record is its count. */
  public static Observation connection(String subject, long count, Observation.Place place) {
    return connection(subject, null, count, place);
  }

  /** An observation of one connection that began at {@code start}. */
  public static Observation connection(
      String subject, Instant start, long count, Observation.Place place) {
    String text = CanonicalJson.text(json("{\"Count\":" + count + "}"));
    return Observation.of(
        subject,
        start,
        new ConnectionFacts(
            new Client(null, null, null, null),
            Connection.open("client_aggregate", count, null, null, start),
            null),
        List.of(),
        new Raw(text, Ids.sha256(text), false),
        place);
  }

  /** The marker of a poll, with a report that the test makes up. */
  public static Event marker(
      Poll poll, String id, Kind kind, Instant observedAt, int sequence, Report report) {
    return new Event(
        id,
        kind,
        new Identity(poll.scope().path(), null, 0, null),
        new Event.Times(observedAt, "poll", observedAt, null),
        null,
        new Event.Snapshot(poll.id(), null, poll.scheduledAt(), null, null, sequence, "marker"),
        poll.scope(),
        null,
        null,
        report,
        List.of(),
        null);
  }

  private static ApiSheet sheet(String id) {
    try (InputStream file = Fixtures.class.getResourceAsStream("/routes/" + id + ".camel.yaml")) {
      return sheet(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data sheet in a route file. */
  public static ApiSheet sheet(InputStream file) {
    List<?> parts = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
    Map<?, ?> beans = (Map<?, ?>) parts.get(0);
    Map<?, ?> bean = (Map<?, ?>) ((List<?>) beans.get("beans")).get(0);
    ApiSheet sheet = new ApiSheet();
    ((Map<?, ?>) bean.get("properties")).forEach((name, value) -> sheet.put("" + name, value));
    return sheet;
  }

  /** A target that is being put together. */
  public static final class Draft {

    private final Api api;
    private Account account;
    private String accountId = "1250000000";
    private String accountEndpoint;
    private String endpoint;
    private String region;
    private String projectId;
    private List<String> resources = List.of("res-1");
    private List<String> users;
    private Duration every = Duration.ofSeconds(60);
    private Duration timeout = Duration.ofMinutes(5);
    private int pageSize;
    private boolean enabled = true;
    private Credential credential = new Credential("key-id", SECRET, TOKEN);

    private Draft(Api api) {
      this.api = api;
      region = api.request().requires().contains("region") ? "cn-north-4" : "";
      projectId = api.request().requires().contains("projectId") ? "project-1" : null;
      users = api.request().requires().contains("users") ? List.of("alice") : List.of();
      pageSize = api.paging().pageSize();
    }

    /** Sets the account, which is built from the other values otherwise. */
    public Draft account(Account value) {
      account = value;
      return this;
    }

    /** Sets the vendor's account id. */
    public Draft accountId(String value) {
      accountId = value;
      return this;
    }

    /** Sets the account's endpoint. */
    public Draft accountEndpoint(String value) {
      accountEndpoint = value;
      return this;
    }

    /** Sets the target's endpoint. */
    public Draft endpoint(String value) {
      endpoint = value;
      return this;
    }

    /** Sets the region. */
    public Draft region(String value) {
      region = value;
      return this;
    }

    /** Sets the project. */
    public Draft projectId(String value) {
      projectId = value;
      return this;
    }

    /** Sets the resources. */
    public Draft resources(String... values) {
      resources = List.of(values);
      return this;
    }

    /** Sets the users. */
    public Draft users(String... values) {
      users = List.of(values);
      return this;
    }

    /** Sets the period. */
    public Draft every(Duration value) {
      every = value;
      return this;
    }

    /** Sets the longest time of a poll. */
    public Draft timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** Sets the page size. */
    public Draft pageSize(int value) {
      pageSize = value;
      return this;
    }

    /** Switches the target off. */
    public Draft disabled() {
      enabled = false;
      return this;
    }

    /** Sets the account's credential; null stands for one that cannot be read. */
    public Draft credential(Credential value) {
      credential = value;
      return this;
    }

    /** The target. */
    public Target build() {
      Credential current = credential;
      Account built =
          new Account(
              "test-account",
              api.source().vendor(),
              accountId,
              accountEndpoint,
              () -> {
                if (current == null) {
                  throw new IllegalStateException("the secret file cannot be read");
                }
                return current;
              });
      return new Target(
          api,
          account == null ? built : account,
          region,
          projectId,
          resources(),
          users,
          every,
          pageSize,
          null,
          Set.of(),
          ZoneOffset.ofHours(8),
          null,
          3,
          timeout,
          endpoint,
          enabled);
    }

    /** A catalogue lists its region or project, whatever else is set. */
    private List<String> resources() {
      return api.isCatalogue() ? List.of(projectId == null ? region : projectId) : resources;
    }

    /** The first scope of the target. */
    public Scope scope() {
      return new Scope(build(), resources().get(0), users.isEmpty() ? null : users.get(0));
    }

    /** A poll of {@link #scope}. */
    public Poll poll() {
      return Fixtures.poll(scope());
    }
  }
}
