package caravan.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.SettableClock;
import caravan.cloud.RoleCalls;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.Role;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Clouds;
import caravan.simulator.Roles;
import caravan.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** When a credential is got, replaced and given up, against the simulated clouds. */
class RoleSourceTest {

  static final List<RoleCase> ALL = RoleCase.ALL;
  static final List<RoleCase> BY_KEY = RoleCase.BY_KEY;

  private final Instant start = Instant.now();
  private final SettableClock clock = new SettableClock(start);
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean background;
  private Simulator simulator;

  @BeforeEach
  void start() {
    simulator = Simulator.start(new Clouds());
  }

  @AfterEach
  void close() {
    simulator.close();
  }

  private RoleSource source(RoleCase one) {
    return source(one.calls(), one.role(simulator));
  }

  private RoleSource source(RoleCalls calls, Role role) {
    return new RoleSource(
        role,
        calls,
        RoleCase.around(
            clock,
            work -> {
              if (background) {
                waiting.add(work);
              } else {
                work.run();
              }
            }));
  }

  private List<Call> calls() {
    return simulator.calls();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void credentialIsGotOnce(RoleCase one) {
    // Given
    Roles.AssumableRole role = one.add(simulator);
    RoleSource source = source(one);

    // When
    Credential first = source.get();
    int asked = calls().size();
    Credential second = source.get();

    // Then
    assertTrue(first.temporary());
    assertEquals(first, second);
    assertEquals(asked, calls().size());
    assertEquals(1, simulator.clouds().roles().grants().size());
    assertNull(source.problem());
    assertTrue(source.left().compareTo(Duration.ofMinutes(50)) > 0, () -> source.left() + "");
    assertNotNull(role);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void roleThatIsTakenAwayIsSaidAndNotAskedForInALoop(RoleCase one) {
    // Given
    Roles.AssumableRole role = one.add(simulator);
    RoleSource source = source(one);
    one.takeAway(role);

    // When
    IllegalStateException none = assertThrows(IllegalStateException.class, source::get);
    int asked = calls().size();
    for (int poll = 0; poll < 50; poll++) {
      assertThrows(IllegalStateException.class, source::get);
    }

    // Then
    assertEquals(asked, calls().size());
    assertTrue(none.getMessage().contains(role(one).shown()), none::getMessage);
    assertNull(source.left());

    // When it is given back, and the pause is over
    one.give(role);
    clock.advance(Duration.ofHours(2));
    simulator.skew(Duration.ofHours(2));

    // Then
    assertTrue(source.get().temporary());
  }

  private Role role(RoleCase one) {
    return one.role(simulator);
  }

  @ParameterizedTest
  @FieldSource("BY_KEY")
  void renewedInTheBackgroundWhileTheOldOneIsUsed(RoleCase one) {
    // Given
    one.add(simulator);
    RoleSource source = source(one);
    Credential first = source.get();
    int asked = calls().size();
    background = true;

    // When more than half of the hour is over
    clock.advance(Duration.ofMinutes(31));
    Credential second = source.get();
    source.get();

    // Then
    assertEquals(first, second);
    assertEquals(1, waiting.size());
    assertEquals(asked, calls().size());

    // When
    waiting.remove().run();
    Credential third = source.get();

    // Then
    assertNotEquals(first, third);
    assertTrue(source.known().contains(first), "what is still in use is redacted");
    assertTrue(source.known().contains(third));
  }

  @Test
  void notRenewedBeforeHalfOfItsLife() {
    RoleCase one = RoleCase.TENCENT_KEY;
    one.add(simulator);
    RoleSource source = source(one);
    source.get();
    int asked = calls().size();

    clock.advance(Duration.ofMinutes(26));
    source.get();

    assertEquals(asked, calls().size());
  }

  @Test
  void endIsReadFromTheAnswer() {
    // Given a role that gives less than is asked for
    RoleCase one = RoleCase.ALIBABA_KEY;
    one.add(simulator).longest(Duration.ofMinutes(20));
    RoleSource source = source(one);

    // When
    source.get();

    // Then
    assertTrue(source.left().compareTo(Duration.ofMinutes(20)) <= 0);
    assertTrue(source.left().compareTo(Duration.ofMinutes(19)) > 0);
  }

  /** STS is down for long: the credential is used to its end, and then polls end at once. */
  @ParameterizedTest
  @FieldSource("BY_KEY")
  void refreshesThatFailForLong(RoleCase one) {
    // Given
    one.add(simulator);
    RoleSource source = source(one);
    Credential first = source.get();
    simulator.answerAlways(call -> true, call -> Answer.of(503, "down"));
    int before = calls().size();

    // When
    clock.advance(Duration.ofMinutes(49));
    for (int second = 0; second < 600; second++) {
      assertEquals(first, source.get());
      clock.advance(Duration.ofSeconds(1));
    }

    // Then
    int asked = calls().size() - before;
    assertTrue(asked >= 3 && asked < 12, () -> asked + " requests in ten minutes");
    assertEquals(Failure.TRANSIENT, source.problem().failure());

    // When its last minute begins
    clock.advance(Duration.ofSeconds(20));

    // Then
    assertThrows(IllegalStateException.class, source::get);

    // When the vendor is back
    simulator.forget();
    clock.advance(Duration.ofMinutes(7));
    assertNotEquals(first, source.get());
    assertNull(source.problem());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void refusedCredentialIsReplacedAtOnceButOnce(RoleCase one) {
    // Given
    one.add(simulator);
    RoleSource source = source(one);
    Credential first = source.get();

    // When
    Credential second = source.after(first);
    int asked = calls().size();

    // Then
    assertNotEquals(first, second);
    assertEquals(second, source.after(first), "another poll heard the same");
    assertEquals(second, source.after(second), "the vendor refuses this one, too");
    assertEquals(asked, calls().size());

    // When
    clock.advance(Duration.ofMinutes(5));

    // Then
    assertNotEquals(second, source.after(second));
  }

  /** Polls that are refused together wait for one request. */
  @Test
  void refusedTogetherAskOnce() throws InterruptedException {
    // Given
    RoleCase one = RoleCase.TENCENT_KEY;
    one.add(simulator);
    RoleSource source = source(one);
    Credential first = source.get();
    int before = calls().size();
    background = true;
    source.renewIfDue();
    AtomicReference<Credential> got = new AtomicReference<>();
    CountDownLatch began = new CountDownLatch(1);
    Thread poll =
        new Thread(
            () -> {
              synchronized (source) {
                began.countDown();
              }
              got.set(source.after(first));
            });

    // When
    poll.start();
    began.await();
    Thread.State state = poll.getState();
    while (waiting.isEmpty() || state == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
      state = poll.getState();
    }
    waiting.remove().run();
    poll.join();

    // Then
    assertEquals(before + 1, calls().size());
    assertNotEquals(first, got.get());
  }

  /** At Huawei a key is locked after more than five refusals in a row. */
  @Test
  void refusedBaseKeyIsNotSentUntilItIsAnother() {
    // Given
    RoleCase one = RoleCase.HUAWEI_KEY;
    Roles.AssumableRole role = one.add(simulator);
    Credential right = RoleCase.BASE;
    AtomicReference<Credential> base =
        new AtomicReference<>(new Credential(right.accessKeyId(), "wrong", null));
    RoleSource source = source(one.calls(), one.role(simulator, base::get));
    simulator.keepAnswers();

    // When
    for (int poll = 0; poll < 2_000; poll++) {
      assertThrows(IllegalStateException.class, source::get);
      clock.advance(Duration.ofMinutes(1));
    }

    // Then
    long refused =
        simulator.answered().stream()
            .filter(answer -> answer.text().contains("verify aksk signature fail"))
            .count();
    assertEquals(4, refused);
    assertNotNull(role);

    // When
    base.set(right);
    clock.set(Instant.now());

    // Then
    assertTrue(source.get().temporary());
  }

  @ParameterizedTest
  @FieldSource("BY_KEY")
  void wrongClockIsCorrectedByTheVendors(RoleCase one) {
    // Given a machine that is an hour late
    one.add(simulator);
    clock.set(start.minus(Duration.ofHours(1)));
    RoleSource source = source(one);

    // When
    Credential credential = source.get();

    // Then
    assertTrue(credential.temporary());
    assertTrue(source.left().compareTo(Duration.ofMinutes(61)) < 0, () -> source.left() + "");
  }

  @Test
  void tokenFileIsReadForEachRefresh() {
    // Given
    RoleCase one = RoleCase.ALIBABA_WEB;
    Roles.AssumableRole role = one.add(simulator);
    AtomicReference<Credential> token = new AtomicReference<>(RoleCase.OIDC);
    RoleSource source = source(one.calls(), one.role(simulator, token::get));
    Credential first = source.get();

    // When
    token.set(new Credential("", "rotated.oidc.token", null));
    role.trusts(RoleCase.ALIBABA_PROVIDER, "rotated.oidc.token");
    Credential second = source.after(first);

    // Then
    assertNotEquals(first, second);
    assertNull(source.problem());
  }

  @Test
  void otherRoleOfTheMachineIsRefused() {
    RoleCase one = RoleCase.TENCENT_MACHINE;
    simulator
        .clouds()
        .roles()
        .add("tencent_cloud", "other", one.account(simulator))
        .onMachine(true);
    RoleSource source = source(one);

    IllegalStateException none = assertThrows(IllegalStateException.class, source::get);

    assertTrue(none.getMessage().contains("other_role"), none::getMessage);
  }

  @Test
  void alibabaIsNotAskedWithoutTheHandshake() {
    // Given
    RoleCase one = RoleCase.ALIBABA_MACHINE;
    one.add(simulator);
    simulator.answerAlways(call -> call.method().equals("PUT"), call -> Answer.of(404, ""));
    RoleSource source = source(one);

    // When
    IllegalStateException none = assertThrows(IllegalStateException.class, source::get);

    // Then
    assertTrue(none.getMessage().contains("no_metadata_token"), none::getMessage);
    assertEquals(1, calls().size());
  }

  @Test
  void huaweiIsAskedWithoutAHandshakeWhereThereIsNone() {
    RoleCase one = RoleCase.HUAWEI_MACHINE;
    one.add(simulator);
    simulator.answerAlways(call -> call.method().equals("PUT"), call -> Answer.of(405, ""));

    assertTrue(source(one).get().temporary());
    assertNull(calls().get(1).header("X-Metadata-Token"));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void redirectIsNotFollowed(RoleCase one) {
    one.add(simulator);
    simulator.answerAlways(
        call -> !call.path().equals("/elsewhere"),
        call -> Answer.redirect(simulator.endpoint() + "/elsewhere"));

    assertThrows(IllegalStateException.class, source(one)::get);

    assertTrue(calls().stream().noneMatch(call -> call.path().equals("/elsewhere")));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void endlessAnswerEnds(RoleCase one) {
    one.add(simulator);
    simulator.answerAlways(call -> true, call -> Answer.endless(200, "{", "\"a\":1,"));

    assertThrows(IllegalStateException.class, source(one)::get);
  }

  /** Whatever the vendor says, no secret is in what is logged, thrown or shown. */
  @ParameterizedTest
  @FieldSource("ALL")
  void secretsStayHidden(RoleCase one) {
    // Given a service that repeats everything it has and was told
    one.add(simulator);
    RoleSource source = source(one);
    Credential first = source.get();
    StringBuilder said = new StringBuilder();
    try (LogLines lines = LogLines.of(RoleSource.class)) {
      String echo =
          String.join(
              " ",
              first.secretAccessKey(),
              first.securityToken(),
              RoleCase.BASE.secretAccessKey(),
              RoleCase.OIDC.secretAccessKey());
      String error =
          "{\"Response\":{\"Error\":{\"Code\":\"Bad %1$s\",\"Message\":\"%1$s\"}},"
              + "\"Code\":\"Bad\",\"Message\":\"%1$s\",\"error_code\":\"Bad\","
              + "\"error_msg\":\"%1$s\"}";
      simulator.answerAlways(call -> true, call -> Answer.of(400, error.formatted(echo)));

      // When
      source.after(first);
      clock.advance(Duration.ofHours(7));
      said.append(assertThrows(IllegalStateException.class, source::get).getMessage());
      lines.all().forEach(said::append);
    }
    said.append(source).append(source.role()).append(source.problem()).append(source.left());

    // Then
    String text = said.toString();
    assertFalse(text.contains(first.secretAccessKey()), text);
    assertFalse(text.contains(first.securityToken()), text);
    if (one.role(simulator).proof() == Role.Proof.KEY) {
      assertFalse(text.contains(RoleCase.BASE.secretAccessKey()), text);
    }
    if (one.role(simulator).proof() == Role.Proof.WEB_IDENTITY) {
      assertFalse(text.contains(RoleCase.OIDC.secretAccessKey()), text);
    }
  }
}
