package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Credential;
import caravan.model.Scope;
import caravan.poll.limit.CredentialGuard;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Keys are wrong, expire and are rotated. A refused key is not sent in a loop: its account is
 * suspended, says so in every marker, in health and in a metric, and is polled again as soon as it
 * has other credentials, or a probe after a growing pause is accepted. Accounts beside it do not
 * notice.
 */
@QuarkusTest
@Tag("thorough")
class RefusedTest extends FaultTest {

  private static final Duration SLOT = Duration.ofMinutes(1);

  @Inject CredentialGuard guard;

  /** Meters of accounts stand as long as the targets name them. */
  @Override
  Published pollAt(Scope scope, Instant now) {
    guard.retainScopes(List.of(scope));
    return super.pollAt(scope, now);
  }

  private double suspended(Scope scope) {
    return meters
        .get("caravan.account.suspended")
        .tag("account", scope.target().account().name())
        .gauge()
        .value();
  }

  /**
   * A wrong secret, polled every minute for an hour: few requests, then none that locks the key.
   */
  @ParameterizedTest
  @FieldSource("ONE_OF_EACH")
  void wrongSecretIsNotSentInALoop(String api) {
    // Given
    Known known = known(api);
    Credential right = known.credentials().get();
    known.credentials().set(new Credential(right.accessKeyId(), "wrong", null));
    Instant start = Instant.now();

    // When
    for (int slot = 0; slot < 60; slot += 4) {
      Published published = pollAt(known.scope(), start.plus(SLOT.multipliedBy(slot)));
      assertEquals("authentication", published.report().get("reason").textValue());
      assertEquals(1, published.events().size(), "nothing is invented");
    }

    // Then
    int asked = simulator.calls().size();
    assertTrue(asked >= 2 && asked <= 8, () -> asked + " requests");
    assertEquals(1, suspended(known.scope()));
    String account = known.scope().target().account().name();
    assertTrue(ready("accounts").contains("suspended " + account), () -> ready("accounts"));
    assertTrue(ready("accounts").contains("\"UP\""));

    // When the secret is corrected, in the very next slot
    known.credentials().set(right);
    Published corrected = pollAt(known.scope(), start.plus(SLOT.multipliedBy(60)));

    // Then the key is not locked
    assertComplete(corrected);
    assertTrue(simulator.calls().size() > asked);
    assertEquals(0, suspended(known.scope()));
    assertFalse(ready("accounts").contains(account));
    assertOthersArePolled();
  }

  /** Nothing changes here, but the key is mended at the vendor: a probe finds out. */
  @Test
  void keyThatTheVendorAcceptsAgainIsProbed() {
    // Given
    Scope scope = scripted(Simulator.TENCENT_CLIENT_CONNECTIONS);
    simulator.answer(call -> true, tencent("AuthFailure.SecretIdNotFound"), tencentPage());
    Instant start = Instant.now();

    // When, Then
    assertFailed(pollAt(scope, start), "authentication", "AuthFailure.SecretIdNotFound", 1);
    assertFailed(pollAt(scope, start.plusSeconds(50)), "authentication", "account_suspended", 1);
    assertEquals(1, simulator.calls().size());
    assertComplete(pollAt(scope, start.plusSeconds(110)));
  }

  private static Answer tencent(String code) {
    return Answer.of(
        200,
        "{\"Response\":{\"Error\":{\"Code\":\""
            + code
            + "\",\"Message\":\"refused\"},\"RequestId\":\"r\"}}");
  }

  private static Answer tencentPage() {
    return Answer.of(200, "{\"Response\":{\"TotalCount\":0,\"Clients\":[],\"RequestId\":\"r\"}}");
  }

  /**
   * Temporary credentials expire, and whoever renews them has just written the new ones: the page
   * is asked for again with these, within the poll, and the walk goes on where it was.
   */
  @ParameterizedTest
  @CsvSource({
    "tencent-mongodb-client-connections, 200, '{\"Response\":{\"Error\":{\"Code\":\"AuthFailure.TokenFailure\",\"Message\":\"expired\"},\"RequestId\":\"r\"}}'",
    "huawei-vpn-p2c-connections, 401, '{\"error_code\":\"APIGW.0301\",\"error_msg\":\"decrypt token fail\",\"request_id\":\"r\"}'",
    "ctyun-mongodb-accounts, 200, '{\"statusCode\":\"CTAPI_10002\",\"message\":\"invalid AK\"}'"
  })
  void credentialsThatAreRotatedInMidPoll(String api, int status, String refusal) {
    // Given
    boolean tokens = !api.equals(Simulator.CTYUN_ACCOUNTS);
    Known known = known(api, new Credential("old-" + api, "old", tokens ? "old-token" : null));
    Credential renewed = new Credential("new-" + api, "new", tokens ? "new-token" : null);
    Scope scope = inPagesOfOne(known);
    simulator.answerAlways(
        call -> true,
        call -> {
          if (simulator.calls().size() == 1) {
            return page(api, 0);
          }
          if (known.credentials().getAndSet(renewed).secretAccessKey().equals("old")) {
            return Answer.of(status, refusal);
          }
          return page(api, simulator.calls().size() - 2);
        });

    // When
    Published published = pollAt(scope, Instant.now());

    // Then
    assertComplete(published);
    assertEquals(2, published.report().get("received").intValue());
    assertTrue(simulator.calls().get(1).headers().toString().contains("old-" + api));
    assertTrue(simulator.calls().get(2).headers().toString().contains("new-" + api));
    assertEquals(0, suspended(scope));
    assertOthersArePolled();
  }

  private Scope inPagesOfOne(Known known) {
    Scope whole = known.scope();
    return scope(
        whole.api(),
        whole.target().account(),
        whole.target().region(),
        whole.target().projectId(),
        whole.resourceId(),
        null,
        1);
  }

  /** One row of two, or none behind them. */
  private static Answer page(String api, int number) {
    String row =
        switch (api) {
          case Simulator.TENCENT_CLIENT_CONNECTIONS ->
              "{\"Count\":1,\"IP\":\"10.0.0." + number + "\",\"InternalService\":false}";
          case Simulator.HUAWEI_CONNECTIONS ->
              "{\"connection_id\":\"c-"
                  + number
                  + "\",\"client_ip\":\"203.0.113.9\",\"client_virtual_ip\":\"172.16.8.4\","
                  + "\"client_user_name\":\"alice\",\"connection_established_time\":"
                  + "\"2026-03-01T11:00:00.000Z\",\"timestamp\":\"2026-03-01T11:59:48Z\"}";
          default -> "{\"user\":\"u" + number + "\",\"db\":\"admin\",\"roles\":[]}";
        };
    String rows = number < 2 ? row : "";
    return Answer.of(
        200,
        switch (api) {
          case Simulator.TENCENT_CLIENT_CONNECTIONS ->
              "{\"Response\":{\"TotalCount\":2,\"Clients\":[" + rows + "],\"RequestId\":\"r\"}}";
          case Simulator.HUAWEI_CONNECTIONS ->
              "{\"connections\":[" + rows + "],\"total_count\":2,\"request_id\":\"r\"}";
          default ->
              "{\"statusCode\":800,\"returnObj\":{\"total\":2,\"pages\":2,\"pageNow\":"
                  + (number + 1)
                  + ",\"pageSize\":1,\"list\":["
                  + rows
                  + "]}}";
        });
  }

  /** A missing permission is the scope's matter: the account goes on, and so does the question. */
  @Test
  void missingPermissionSuspendsNothing() {
    Scope scope = scripted(Simulator.HUAWEI_CONNECTIONS);
    simulator.answerAlways(
        call -> true,
        call -> Answer.of(403, "{\"code\":\"VPN.0003\",\"message\":\"no permission\"}"));
    Instant start = Instant.now();
    for (int slot = 0; slot < 8; slot++) {
      Published published = pollAt(scope, start.plus(SLOT.multipliedBy(slot)));
      assertFailed(published, "permission_denied", "VPN.0003", 1);
    }
    assertEquals(8, simulator.calls().size());
    assertEquals(0, suspended(scope));
    assertOthersArePolled();
  }
}
