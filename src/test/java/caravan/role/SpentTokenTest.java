package caravan.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.cloud.RequestBuilder;
import caravan.cloud.Signer;
import caravan.cloud.alibaba.AlibabaRequest;
import caravan.cloud.alibaba.AlibabaSigner;
import caravan.cloud.huawei.HuaweiRequest;
import caravan.cloud.huawei.HuaweiSigner;
import caravan.cloud.tencent.TencentRequest;
import caravan.cloud.tencent.TencentSigner;
import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import caravan.poll.Reply;
import caravan.simulator.Clouds;
import caravan.simulator.Roles;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulated clouds take what they handed out, and refuse it as the vendors do once it ended.
 */
class SpentTokenTest {

  static Stream<Arguments> clouds() {
    return Stream.of(
        Arguments.of(
            RoleCase.TENCENT_KEY,
            Fixtures.TENCENT,
            Clouds.TENCENT_INSTANCES.get(0),
            new TencentRequest(),
            new TencentSigner(),
            "AuthFailure.TokenFailure",
            "AuthFailure.TokenFailure"),
        Arguments.of(
            RoleCase.ALIBABA_KEY,
            Fixtures.ALIBABA,
            Clouds.ALIBABA_GATEWAYS.get(0),
            new AlibabaRequest(),
            new AlibabaSigner(),
            "InvalidSecurityToken.Expired",
            "InvalidSecurityToken.MismatchWithAccessKey"),
        Arguments.of(
            RoleCase.HUAWEI_KEY,
            Fixtures.HUAWEI,
            Clouds.HUAWEI_GATEWAYS.get(0),
            new HuaweiRequest(),
            new HuaweiSigner(),
            "decrypt token fail",
            "decrypt token fail"));
  }

  @ParameterizedTest
  @MethodSource("clouds")
  void tokenIsTakenUntilItEnds(
      RoleCase one,
      String api,
      String resource,
      RequestBuilder builder,
      Signer signer,
      String spent,
      String foreign)
      throws IOException {
    try (Simulator simulator = Simulator.start()) {
      // Given
      one.add(simulator);
      RoleAttempt attempt =
          new RoleAttempt(
              one.role(simulator), RoleCase.answers(), Clock.systemUTC(), Duration.ZERO);
      Credential credential = attempt.assume(one.calls()).credential();
      Credential other =
          new Credential(credential.accessKeyId(), credential.secretAccessKey(), "another-token");
      String id = simulator.clouds().first(one.calls().vendor()).id();
      Account account =
          new Account("main", one.calls().vendor(), id, simulator.endpoint(), () -> credential);
      Scope scope =
          Fixtures.target(api)
              .account(account)
              .region("cn-north-4")
              .projectId(Clouds.HUAWEI_PROJECT)
              .resources(resource)
              .scope();
      Scope withUser = new Scope(scope.target(), resource, Clouds.ALIBABA_USERS.get(0));
      Request request = builder.build(withUser, Cursor.first(1));

      // When, Then
      assertEquals("", refusal(send(signer, request, credential)));
      assertTrue(text(send(signer, request, other)).contains(foreign));
      simulator.clouds().roles().grants().forEach(Roles.Grant::revoke);
      assertTrue(text(send(signer, request, credential)).contains(spent));
    }
  }

  private static Reply send(Signer signer, Request request, Credential credential)
      throws IOException {
    Request signed = signer.sign(request, credential, Instant.now(), UUID.randomUUID().toString());
    return RoleCase.send(signed);
  }

  private static String refusal(Reply reply) {
    String text = text(reply);
    return text.contains("Error") || text.contains("rror_code") || text.contains("\"Code\"")
        ? text
        : "";
  }

  private static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }
}
