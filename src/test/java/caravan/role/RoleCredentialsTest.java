package caravan.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.cloud.RoleCalls;
import caravan.model.Account;
import caravan.model.CredentialSource;
import caravan.model.Role;
import caravan.model.Scope;
import caravan.poll.limit.AccountSettings;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RoleCredentialsTest {

  static final List<RoleCase> ALL = RoleCase.ALL;
  private static final String LEFT = "caravan.account.credential.left";

  private final Simulator simulator = Simulator.start(new Clouds());
  private final SettableClock clock = new SettableClock(Instant.now());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RoleCredentials roles =
      new RoleCredentials(
          ALL.stream().map(RoleCase::calls).map(RoleCalls.class::cast).toList(),
          RoleCase.answers(),
          SettingsFixture.settings(AccountSettings.class),
          clock,
          clock,
          null,
          meters);

  @AfterEach
  void stop() {
    roles.stop();
    simulator.close();
  }

  private static Scope scope(CredentialSource source) {
    Account account =
        new Account(source.role().account(), source.role().vendor(), "1", null, source);
    return Fixtures.target(Fixtures.TENCENT).account(account).scope();
  }

  @Test
  void sourceOfEqualRolesIsTheSameUntilNobodyNamesIt() {
    RoleCase one = RoleCase.TENCENT_MACHINE;
    CredentialSource first = roles.of(one.role(simulator));

    roles.retainScopes(List.of(scope(first)));
    assertSame(first, roles.of(one.role(simulator)));

    roles.retainScopes(List.of());
    assertNotSame(first, roles.of(one.role(simulator)));
  }

  @Test
  void gaugeShowsTheTimeLeftWhileAnAccountHasARole() {
    // Given
    RoleCase one = RoleCase.TENCENT_MACHINE;
    one.add(simulator);
    CredentialSource source = roles.of(one.role(simulator));

    // When
    roles.retainScopes(List.of(scope(source)));
    source.get();

    // Then
    double left = meters.get(LEFT).tag("account", "an-account").gauge().value();
    assertTrue(left > 5 * 3_600 && left <= 6 * 3_600, () -> left + "");

    // When
    clock.advance(Duration.ofHours(7));
    assertEquals(0, meters.get(LEFT).gauge().value());

    // Then
    roles.retainScopes(List.of(Fixtures.scope(Fixtures.TENCENT)));
    assertNull(meters.find(LEFT).gauge());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void rolesOfTheTestsAreRight(RoleCase one) {
    assertTrue(roles.mistake(one.role(simulator)).isEmpty());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void policiesArePastedAsTheyAre(RoleCase one) throws IOException {
    String text = roles.policies(one.role(simulator));

    JsonNode kit = new ObjectMapper().readTree(text);
    assertTrue(text.contains("ssume"), text);
    assertTrue(kit.path("trust policy of the role").isObject());
    assertEquals(one.proof() == Role.Proof.KEY, kit.has("policy of the caller"));
    assertFalse(text.contains("null"), text);
    assertFalse(text.contains("an-external-id"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "ctyun, KEY, a, , , with",
    "tencent_cloud, KEY, a-name, , , role",
    "tencent_cloud, KEY, , , , role",
    "tencent_cloud, MACHINE, a/b, , , role",
    "alibaba_cloud, KEY, a-name, , , role",
    "alibaba_cloud, WEB_IDENTITY, acs:ram::1:role/a, a-provider, , provider",
    "huawei_cloud, KEY, iam::1:agency:a, , , region",
    "huawei_cloud, KEY, a, , cn-north-4, role",
    "huawei_cloud, WEB_IDENTITY, a, idp, cn-north-4, role",
    "huawei_cloud, MACHINE, a, , , role"
  })
  void mistakeNamesItsKey(
      String vendor, Role.Proof proof, String name, String provider, String region, String key) {
    Role role =
        new Role(
            "a", vendor, "1", name, null, proof, Duration.ofHours(1), provider, region, null, null);

    assertEquals(key, roles.mistake(role).orElseThrow().key());
  }
}
