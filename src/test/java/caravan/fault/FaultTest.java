package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.routes.PollingTest;
import caravan.simulator.AccessGateway;
import caravan.simulator.Clouds;
import caravan.simulator.DocumentDatabase;
import caravan.simulator.MongoInstance;
import caravan.simulator.Simulator;
import caravan.simulator.VpnGateway;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** What all fault cases share: accounts that the clouds know, and where faults are to be seen. */
abstract class FaultTest extends PollingTest {

  /** APIs, one of each vendor. */
  static final String[] ONE_OF_EACH = {
    Simulator.TENCENT_CLIENT_CONNECTIONS,
    Simulator.ALIBABA_ONLINE_CLIENTS,
    Simulator.HUAWEI_CONNECTIONS,
    Simulator.CTYUN_ACCOUNTS
  };

  private static final String USER = "alice";

  @Inject Clock clock;
  @Inject MeterRegistry meters;
  @Inject SmallRyeHealthReporter health;

  /** A scope of an account that the clouds know, and the credentials that it signs with. */
  record Known(Scope scope, AtomicReference<Credential> credentials) {}

  /** A scope with a resource of its own, in an account of its own that has these credentials. */
  Known known(String apiId, Credential credential) {
    Api api = api(apiId);
    String id = UUID.randomUUID().toString();
    Clouds clouds = simulator.clouds();
    switch (api.source().vendor()) {
      case "tencent_cloud" -> clouds.addTencent(id, credential).add(id, new MongoInstance());
      case "alibaba_cloud" ->
          clouds.addAlibaba(id, credential).add(id, new AccessGateway()).user(USER);
      case "huawei_cloud" -> clouds.addHuawei(id, credential).add(id, new VpnGateway("7c6f"));
      default -> clouds.addCtyun(id, credential).add(id, new DocumentDatabase());
    }
    AtomicReference<Credential> current = new AtomicReference<>(credential);
    Account account = new Account("account-" + id, api.source().vendor(), id, null, current::get);
    boolean lists = api.request().requires().contains("users");
    Scope scope =
        scope(
            api, account, region(apiId), "7c6f", id, lists ? USER : null, api.paging().pageSize());
    return new Known(scope, current);
  }

  Known known(String apiId) {
    return known(apiId, fresh());
  }

  /** Credentials that nobody else has. */
  static Credential fresh() {
    return new Credential("AK" + UUID.randomUUID(), "SK" + UUID.randomUUID(), null);
  }

  private static String region(String apiId) {
    return switch (apiId) {
      case Simulator.ALIBABA_ONLINE_CLIENTS -> "cn-shanghai";
      case Simulator.HUAWEI_CONNECTIONS -> "cn-north-4";
      default -> "ap-guangzhou";
    };
  }

  /** A scope whose answers are scripted. */
  Scope scripted(String apiId) {
    String id = UUID.randomUUID().toString();
    return scope(api(apiId), "1", region(apiId), "7c6f", id, USER);
  }

  /** Polls in a slot that begins now, while the clock shows another time. */
  Published pollAt(Scope scope, Instant now) {
    return poll(scope, now, now, new ScopeState());
  }

  /** Value of a counter; 0 before its first case. */
  double counted(String meter, String... tags) {
    Counter counter = meters.find(meter).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  double requests(String api, String outcome) {
    return counted("caravan.requests", "api", api, "outcome", outcome);
  }

  /** What the readiness check of a name says. */
  String ready(String check) {
    return health.getReadiness().getPayload().getJsonArray("checks").stream()
        .map(Object::toString)
        .filter(text -> text.contains("\"name\":\"" + check + "\""))
        .findFirst()
        .orElseThrow();
  }

  /** A scope of another account is seen whole, whatever became of the others. */
  void assertOthersArePolled() {
    simulator.forget();
    Known other = known(Simulator.TENCENT_INSTANCE_SSL);
    assertComplete(pollAt(other.scope(), Instant.now()));
  }

  static void assertFailed(Published published, String reason, String code, int attempts) {
    JsonNode report = published.report();
    assertEquals("snapshot.incomplete", published.marker());
    assertEquals("failed", report.get("status").textValue(), report::toString);
    assertEquals(reason, report.get("reason").textValue(), report::toString);
    assertEquals(code, report.at("/error/code").textValue(), report::toString);
    assertEquals(attempts, report.at("/error/attempts").intValue(), report::toString);
    assertEquals(1, published.events().size(), "nothing is invented");
  }

  static void assertPartial(Published published, String reason) {
    JsonNode report = published.report();
    assertEquals("partial", report.get("status").textValue(), report::toString);
    assertEquals(reason, report.get("reason").textValue(), report::toString);
    assertTrue(report.path("digest").isMissingNode());
  }

  /** How long after the first request another one came. */
  Duration after(int request) {
    return Duration.between(simulator.calls().get(0).at(), simulator.calls().get(request).at());
  }
}
