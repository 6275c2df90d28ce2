package caravan.poll.limit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.CredentialSource;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Role;
import caravan.model.Target;
import caravan.poll.Gates;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialGuardTest {

  private static final int DAY_OF_SLOTS = 24 * 60;

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final Owned owned = new Owned();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CredentialGuard access =
      new CredentialGuard(
          SettingsFixture.settings(AccountSettings.class), clock, clock, owned, meters);
  private final Gates gates = new Gates(access);
  private Credential credential = new Credential("id", "secret", null);
  private int asked;

  private Poll poll(String api) {
    return poll(api, "main");
  }

  private Poll poll(String api, String name) {
    Target usual = Fixtures.target(api).scope().target();
    Account account = new Account(name, usual.account().vendor(), "1", null, () -> credential);
    return new Poll(
        Fixtures.target(api).account(account).scope(),
        clock.instant(),
        clock.instant(),
        new ScopeState(),
        clock::instant);
  }

  /** Asks once and is answered with an error; null is a success. */
  private Poll asks(Poll poll, PollError answer) throws PageFailure {
    gates.pass(poll);
    asked++;
    if (answer == null) {
      gates.accepted(poll);
    } else {
      gates.failed(poll, answer);
    }
    return poll;
  }

  private static PollError refusal() {
    return PollError.of(Failure.AUTHENTICATION, "SignatureFailure", "no", 401);
  }

  private static PollError error(Failure failure) {
    return PollError.of(failure, "Code", "m", 400);
  }

  private void assertSuspended(String api) {
    PageFailure failure = assertThrows(PageFailure.class, () -> asks(poll(api), null));
    assertEquals("account_suspended", failure.error().code());
    assertEquals("authentication", failure.error().reason());
    assertTrue(failure.error().message().contains("SignatureFailure"), failure.error()::message);
    assertEquals(1, state("main"));
    assertTrue(access.suspended().get("main").contains("SignatureFailure"));
  }

  private double state(String account) {
    return meters.get("caravan.account.suspended").tag("account", account).gauge().value();
  }

  @Test
  void refusedAccountIsSuspendedAndProbedAfterAGrowingPause() throws PageFailure {
    asks(poll(Fixtures.TENCENT), refusal());
    assertSuspended(Fixtures.TENCENT);

    clock.advance(Duration.ofSeconds(59));
    assertSuspended(Fixtures.TENCENT);

    clock.advance(Duration.ofSeconds(17));
    asks(poll(Fixtures.TENCENT), refusal());
    clock.advance(Duration.ofSeconds(119));
    assertSuspended(Fixtures.TENCENT);

    clock.advance(Duration.ofSeconds(33));
    asks(poll(Fixtures.TENCENT), null);
    assertEquals(0, state("main"));
    assertEquals(Map.of(), access.suspended());
    asks(poll(Fixtures.TENCENT), null);
  }

  /** Polled every minute for a day with a wrong key, a vendor without a lock is asked rarely. */
  @Test
  void wrongKeyIsNotSentInALoop() throws PageFailure {
    assertAskedInADay(Fixtures.TENCENT, 20, 40);
  }

  /** The sixth refusal in a row would lock the key, for every other tool that has it as well. */
  @Test
  void lockOfTheVendorIsNeverReached() throws PageFailure {
    assertAskedInADay(Fixtures.HUAWEI, 4, 4);
    assertTrue(access.suspended().get("main").contains("not sent again"));
  }

  private void assertAskedInADay(String api, int least, int most) throws PageFailure {
    for (int slot = 0; slot < DAY_OF_SLOTS; slot++) {
      try {
        asks(poll(api), refusal());
      } catch (PageFailure suspended) {
        assertEquals("account_suspended", suspended.error().code());
      }
      clock.advance(Duration.ofMinutes(1));
    }
    assertTrue(asked >= least && asked <= most, () -> "asked " + asked + " times");
  }

  /** A hundred polls at once, all refused: only so many go out that a probe is still left. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5, 0.34, 0.2})
  void allReplicasTogetherStayBelowTheLock(double share) throws Exception {
    // Given
    owned.follows(() -> share);
    ExecutorService threads = Executors.newFixedThreadPool(20);
    List<Future<?>> polls = new ArrayList<>();

    // When
    for (int i = 0; i < 100; i++) {
      polls.add(threads.submit(this::askedAndRefused));
    }
    for (Future<?> one : polls) {
      one.get(30, TimeUnit.SECONDS);
    }
    clock.advance(Duration.ofDays(1));
    for (int i = 0; i < 10; i++) {
      askedAndRefused();
      clock.advance(Duration.ofDays(1));
    }
    threads.shutdown();

    // Then
    int replicas = (int) Math.round(1 / share);
    assertTrue(asked * replicas <= 5, () -> asked + " refusals, " + replicas + " replicas");
    assertTrue(asked > 0);
  }

  private void askedAndRefused() {
    Poll poll = poll(Fixtures.HUAWEI);
    try {
      gates.pass(poll);
    } catch (PageFailure suspended) {
      return;
    }
    synchronized (this) {
      asked++;
    }
    gates.failed(poll, refusal());
  }

  @Test
  void otherCredentialsAreTriedAtOnce() throws PageFailure {
    asks(poll(Fixtures.HUAWEI), refusal());
    credential = new Credential("id", "corrected", null);
    asks(poll(Fixtures.HUAWEI), null);
    assertEquals(Map.of(), access.suspended());
  }

  /** Rotated between signature and refusal: the page is asked for again with the new ones. */
  @Test
  void refusalOfRotatedCredentialsIsAskedAgain() throws PageFailure {
    Poll poll = poll(Fixtures.TENCENT);
    gates.pass(poll);
    credential = new Credential("id", "rotated", null);
    gates.failed(poll, refusal());
    assertTrue(poll.wantsPage());
    assertEquals(0, state("main"));
  }

  @Test
  void accountsThatShareAKeyAreSuspendedTogetherAndOthersAreNot() throws PageFailure {
    asks(poll(Fixtures.TENCENT, "main"), refusal());
    assertThrows(PageFailure.class, () -> asks(poll(Fixtures.TENCENT, "twin"), null));
    credential = new Credential("other", "secret", null);
    asks(poll(Fixtures.TENCENT, "other"), null);
  }

  /** A vendor that says what is missing has recognized the key. */
  @ParameterizedTest
  @EnumSource(names = {"PERMISSION", "NOT_FOUND"})
  void recognizedKeyStartsTheCountAgain(Failure failure) throws PageFailure {
    for (int i = 0; i < 10; i++) {
      asks(poll(Fixtures.HUAWEI), refusal());
      clock.advance(Duration.ofDays(1));
      asks(poll(Fixtures.HUAWEI), error(failure));
      assertEquals(0, state("main"));
    }
  }

  /** What says nothing of the key leaves everything as it is. */
  @ParameterizedTest
  @EnumSource(names = {"THROTTLED", "TRANSIENT", "TIMEOUT", "NONCE", "UNKNOWN"})
  void otherFailuresDoNotSuspend(Failure failure) throws PageFailure {
    for (int i = 0; i < 10; i++) {
      asks(poll(Fixtures.HUAWEI), error(failure));
    }
    assertEquals(Map.of(), access.suspended());
  }

  @Test
  void lockedKeyIsLeftAloneAsLongAsTheVendorSays() throws PageFailure {
    PollError locked =
        PollError.of(Failure.LOCKED, "SignatureFailure", "limit", 401)
            .hinting(Duration.ofMinutes(50));
    asks(poll(Fixtures.HUAWEI), locked);
    clock.advance(Duration.ofMinutes(49));
    assertSuspended(Fixtures.HUAWEI);
    clock.advance(Duration.ofMinutes(2));
    asks(poll(Fixtures.HUAWEI), null);
  }

  /** A suspension lasts as long as it said, whatever becomes of the clock. */
  @Test
  void pauseIsMeasuredInRunningTime() throws PageFailure {
    // Given
    asks(poll(Fixtures.TENCENT), refusal());
    clock.jump(Duration.ofDays(3650));
    assertSuspended(Fixtures.TENCENT);

    // When
    clock.jump(Duration.ofDays(-3651));
    assertSuspended(Fixtures.TENCENT);
    clock.advance(Duration.ofSeconds(76));

    // Then
    asks(poll(Fixtures.TENCENT), null);
    assertEquals(Map.of(), access.suspended());
  }

  /** A 401 with {@code Retry-After: 999999999} would blind the account for decades. */
  @Test
  void hintIsBoundedByTheLongestPause() throws PageFailure {
    asks(poll(Fixtures.TENCENT), refusal().hinting(Duration.ofSeconds(999_999_999)));
    clock.advance(Duration.ofMinutes(59));
    assertSuspended(Fixtures.TENCENT);
    clock.advance(Duration.ofMinutes(2));
    asks(poll(Fixtures.TENCENT), null);
  }

  @Test
  void unreadableCredentialsFailThePageAndSuspendNothing() {
    Target usual = Fixtures.target(Fixtures.TENCENT).scope().target();
    Account account =
        new Account(
            "main",
            usual.account().vendor(),
            "1",
            null,
            () -> {
              throw new IllegalStateException("the file is gone");
            });
    Poll poll = Fixtures.poll(Fixtures.target(Fixtures.TENCENT).account(account).scope());
    PageFailure failure = assertThrows(PageFailure.class, () -> gates.pass(poll));
    assertEquals("unreadable_credentials", failure.error().code());
    assertEquals(Map.of(), access.suspended());
  }

  /** Three requests are under way; a fourth poll waits for one of them and goes then. */
  @Test
  void pollWaitsForItsTurn() throws Exception {
    // Given
    List<Poll> polls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      polls.add(poll(Fixtures.HUAWEI));
      gates.pass(polls.get(i));
    }
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> fourth = thread.submit(() -> asks(poll(Fixtures.HUAWEI), null));
    assertFalse(fourth.isDone());

    // When
    gates.accepted(polls.get(0));

    // Then
    await().atMost(Duration.ofSeconds(10)).until(fourth::isDone);
    fourth.get();
    thread.shutdown();
  }

  @Test
  void pollThatDoesNotGoOnStopsWaiting() throws PageFailure {
    for (int i = 0; i < 3; i++) {
      gates.pass(poll(Fixtures.HUAWEI));
    }
    Poll lost = poll(Fixtures.HUAWEI);
    lost.memory().lose();
    assertThrows(PageFailure.class, () -> gates.pass(lost));
    assertTrue(lost.abandoned());
  }

  /** An account that no target names any more is neither shown nor remembered. */
  @Test
  void accountThatIsTakenOutIsForgotten() throws PageFailure {
    Poll poll = asks(poll(Fixtures.HUAWEI), refusal());
    access.retainScopes(List.of(poll.scope()));
    assertEquals(1, state("main"));
    access.retainScopes(List.of());
    assertEquals(List.of(), meters.getMeters());
    assertEquals(Map.of(), access.suspended());
  }

  /** A role's credential that hands out another after a refusal, or does not. */
  private static final class Renewing implements CredentialSource {

    private int handedOut;
    private boolean spent;

    @Override
    public Credential get() {
      return new Credential("id-" + handedOut, "secret", "token-" + handedOut);
    }

    @Override
    public Credential after(Credential refused) {
      handedOut += spent ? 0 : 1;
      return get();
    }

    @Override
    public List<Credential> known() {
      return List.of(get());
    }

    @Override
    public Role role() {
      return null;
    }

    @Override
    public Duration left() {
      return Duration.ofMinutes(1);
    }

    @Override
    public PollError problem() {
      return null;
    }
  }

  private Poll poll(CredentialSource source) {
    Target usual = Fixtures.target(Fixtures.HUAWEI).scope().target();
    Account account = new Account("role", usual.account().vendor(), "1", null, source);
    return new Poll(
        Fixtures.target(Fixtures.HUAWEI).account(account).scope(),
        clock.instant(),
        clock.instant(),
        new ScopeState(),
        clock::instant);
  }

  @Test
  void spentTokenIsReplacedAndThePageAskedForAgain() throws PageFailure {
    Renewing source = new Renewing();
    Poll poll = poll(source);

    asks(poll, refusal());

    assertFalse(poll.walk().endedByPage(), "the page is asked for again");
    assertEquals(0, state("role"));
    asks(poll, null);
    assertEquals("token-1", poll.attempt().credential().securityToken());
  }

  @Test
  void spentTokenThatIsNotReplacedSuspendsTheAccount() throws PageFailure {
    Renewing source = new Renewing();
    source.spent = true;

    asks(poll(source), refusal());

    assertEquals(1, state("role"));
    assertEquals(0, source.handedOut);
  }

  @Test
  void otherErrorsReplaceNothing() throws PageFailure {
    Renewing source = new Renewing();

    asks(poll(source), error(Failure.PERMISSION));
    asks(poll(source), error(Failure.CLOCK));

    assertEquals(0, source.handedOut);
  }
}
