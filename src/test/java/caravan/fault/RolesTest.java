package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Role;
import caravan.model.Scope;
import caravan.role.RoleCredentials;
import caravan.simulator.AccessGateway;
import caravan.simulator.Account;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Clouds;
import caravan.simulator.MongoInstance;
import caravan.simulator.Resource;
import caravan.simulator.Roles.AssumableRole;
import caravan.simulator.Roles.Grant;
import caravan.simulator.Simulator;
import caravan.simulator.VpnGateway;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Accounts that assume roles: their tokens end in the middle of a poll, the service that hands them
 * out is away, the role is taken away. Verdicts are right and nothing loops.
 */
@QuarkusTest
@Tag("thorough")
class RolesTest extends FaultTest {

  /** APIs of the clouds that have roles. */
  static final String[] WITH_ROLES = {
    Simulator.TENCENT_CLIENT_CONNECTIONS,
    Simulator.ALIBABA_ONLINE_CLIENTS,
    Simulator.HUAWEI_CONNECTIONS
  };

  private static final String USER = "alice";

  @Inject RoleCredentials roles;

  private final Credential base = fresh();
  private AssumableRole role;

  /** A scope of an account that assumes a role with a key. */
  private Scope scope(String apiId) {
    Api api = api(apiId);
    String vendor = api.source().vendor();
    String id = UUID.randomUUID().toString();
    Clouds clouds = simulator.clouds();
    Account<? extends Resource> account;
    String name;
    switch (vendor) {
      case "tencent_cloud" -> {
        Account<MongoInstance> added = clouds.addTencent(id, fresh());
        added.add(id, new MongoInstance()).client("10.0.0.1", 1).client("10.0.0.2", 1);
        account = added;
        name = "qcs::cam::uin/1:roleName/" + id;
      }
      case "alibaba_cloud" -> {
        Account<AccessGateway> added = clouds.addAlibaba(id, fresh());
        added.add(id, new AccessGateway()).user(USER);
        account = added;
        name = "acs:ram::1:role/" + id;
      }
      default -> {
        Account<VpnGateway> added = clouds.addHuawei(id, fresh());
        added.add(id, new VpnGateway("7c6f"));
        account = added;
        name = "iam::1:agency:" + id;
      }
    }
    role = clouds.roles().add(vendor, name, account).trusts(base).longest(Duration.ofMinutes(15));
    Role written =
        new Role(
            "role-" + id,
            vendor,
            id,
            name,
            null,
            Role.Proof.KEY,
            Duration.ofHours(1),
            null,
            null,
            simulator.endpoint(),
            () -> base);
    return scope(
        api,
        new caravan.model.Account("role-" + id, vendor, id, null, roles.of(written)),
        "cn-north-4",
        "7c6f",
        id,
        api.request().requires().contains("users") ? USER : null,
        apiId.equals(Simulator.TENCENT_CLIENT_CONNECTIONS) ? 1 : api.paging().pageSize());
  }

  private static boolean asksForARole(Call call) {
    return call.api().equals(Simulator.UNKNOWN);
  }

  private long asked() {
    return simulator.calls().stream().filter(RolesTest::asksForARole).count();
  }

  private void endAll() {
    simulator.clouds().roles().grants().forEach(Grant::revoke);
  }

  @ParameterizedTest
  @FieldSource("WITH_ROLES")
  void pollsShareOneCredential(String api) {
    Scope scope = scope(api);
    Instant now = Instant.now();

    assertComplete(pollAt(scope, now));
    assertComplete(pollAt(scope, now.plusSeconds(60)));

    assertEquals(1, asked());
  }

  /** Before any other page than the first of a list with several. */
  @ParameterizedTest
  @FieldSource("WITH_ROLES")
  void tokenThatEndsInMidPollIsReplaced(String api) {
    // Given
    Scope scope = scope(api);
    int last = api.equals(Simulator.TENCENT_CLIENT_CONNECTIONS) ? 2 : 1;
    simulator.answerAlways(
        call -> call.api().equals(api),
        call -> {
          if (simulator.calls(api).size() == last) {
            endAll();
          }
          return null;
        });

    // When
    Published published = pollAt(scope, Instant.now());

    // Then
    assertComplete(published);
    assertEquals(2, asked());
    assertOthersArePolled();
  }

  @ParameterizedTest
  @FieldSource("WITH_ROLES")
  void serviceThatIsAwayForLong(String api) {
    // Given
    Scope scope = scope(api);
    Instant start = Instant.now();
    assertComplete(pollAt(scope, start));
    simulator.answerAlways(RolesTest::asksForARole, call -> Answer.of(503, "away"));

    // When its credential lives
    for (int minute = 1; minute < 14; minute++) {
      assertComplete(pollAt(scope, start.plus(Duration.ofMinutes(minute))));
    }

    // Then
    long before = asked();
    assertTrue(before < 14, () -> before + " requests");

    // When it has ended
    Published blind = pollAt(scope, start.plus(Duration.ofMinutes(15)));

    // Then
    assertFailed(blind, "authentication", "unreadable_credentials", 1);
    assertTrue(blind.report().toString().contains("http_503"), () -> blind.report().toString());

    // When the service is back
    simulator.forget();
    assertComplete(pollAt(scope, start.plus(Duration.ofMinutes(22))));
  }

  @ParameterizedTest
  @FieldSource("WITH_ROLES")
  void roleThatIsTakenAway(String api) {
    // Given
    Scope scope = scope(api);
    Instant start = Instant.now();
    assertComplete(pollAt(scope, start));
    role.trusts((Credential) null);
    endAll();

    // When
    for (int minute = 1; minute < 60; minute += 4) {
      Published blind = pollAt(scope, start.plus(Duration.ofMinutes(minute)));
      assertEquals("authentication", blind.report().get("reason").textValue());
    }

    // Then
    int calls = simulator.calls().size();
    assertTrue(calls < 24, () -> calls + " requests");
    assertFalse(ready("accounts").contains(base.secretAccessKey()));

    // When it is given back
    role.trusts(base);
    assertComplete(pollAt(scope, start.plus(Duration.ofHours(3))));
  }
}
