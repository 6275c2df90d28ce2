package caravan.poll.limit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.event.Outcome;
import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.poll.Gates;
import caravan.poll.HeldMemory;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryLimiterTest {

  private static final Duration NO_WAIT = Duration.ZERO;
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final int SIZE = 800;
  private static final int THREADS = 10;

  /** What each poll has to itself, what all share, and what one of them may take beyond. */
  private static final int OWN = 10;

  private static final int SHARED = 300;
  private static final int ALONE = 400;

  private static final int MAX_SUBJECTS = 10_000;

  private final Owned owned = new Owned();
  private final MemoryLimiter limiter = new MemoryLimiter(SIZE, THREADS, MAX_SUBJECTS, owned);
  private final Gates gates = new Gates(limiter);

  private Poll poll(String account, String endpoint) throws PageFailure {
    Account of =
        new Account(
            account, "huawei_cloud", account, null, () -> new Credential("id", "key", null));
    Poll poll =
        Fixtures.poll(Fixtures.target(Fixtures.HUAWEI).account(of).endpoint(endpoint).scope());
    gates.pass(poll);
    return poll;
  }

  /** What a poll of an account holds whose endpoint is nobody else's. */
  private HeldMemory of(String account) throws PageFailure {
    return poll(account, "https://" + account + ".example.com").heldMemory();
  }

  private static boolean grow(HeldMemory memory, long bytes) throws InterruptedException {
    return memory.growAnswer(bytes, NO_WAIT);
  }

  @Test
  void smallAnswerFitsBesideAnyNumberOfLargeOnes() throws Exception {
    for (int i = 0; i < 8; i++) {
      HeldMemory large = of("large-" + i);
      while (grow(large, 1)) {
        // As much as it gets.
      }
    }
    HeldMemory small = of("small");
    assertTrue(grow(small, OWN));
    assertFalse(grow(small, 1));
  }

  @Test
  void accountTakesHalfOfWhatIsShared() throws Exception {
    assertTrue(grow(of("one"), OWN + ALONE));
    HeldMemory first = of("hostile");
    HeldMemory second = of("hostile");
    assertTrue(grow(first, OWN + SHARED / 4));
    assertTrue(grow(second, OWN + SHARED / 4));
    assertFalse(grow(first, 1));
    assertFalse(grow(second, 1));
    assertTrue(grow(of("healthy"), OWN + SHARED / 2));
  }

  @Test
  void endpointTakesThreeQuartersOfWhatIsShared() throws Exception {
    assertTrue(grow(of("one"), OWN + ALONE));
    for (int i = 0; i < 3; i++) {
      HeldMemory hostile = poll("hostile-" + i, "https://hostile.example.com").heldMemory();
      assertTrue(grow(hostile, OWN + SHARED / 4));
    }
    assertFalse(grow(poll("more", "https://hostile.example.com").heldMemory(), OWN + 1));
    assertTrue(grow(of("healthy"), OWN + SHARED / 4));
  }

  /** All hold a part and want more: one of them can go on, and the next when it is done. */
  @Test
  void pollsThatWaitForEachOtherGoOnOneByOne() throws Exception {
    // Given
    List<HeldMemory> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      HeldMemory memory = of("list-" + i);
      assertTrue(grow(memory, OWN + SHARED / 6));
      all.add(memory);
    }

    // When
    List<CompletableFuture<Boolean>> done = new ArrayList<>();
    for (HeldMemory memory : all) {
      done.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  boolean fits = memory.growAnswer(ALONE - 1, LONG);
                  memory.release();
                  return fits;
                } catch (InterruptedException e) {
                  return false;
                }
              },
              task -> new Thread(task).start()));
    }

    // Then
    for (CompletableFuture<Boolean> one : done) {
      assertTrue(one.get(30, TimeUnit.SECONDS));
    }
    assertEquals(0, limiter.held());
  }

  @Test
  void answerThatCanNeverFitIsRefusedAtOnce() throws Exception {
    assertFalse(of("huge").growAnswer(SIZE, LONG));
    HeldMemory large = of("large");
    assertTrue(large.growAnswer(OWN + ALONE, LONG));
    assertTrue(large.growAnswer(SHARED / 2, LONG));
    assertFalse(large.growAnswer(1, LONG));
  }

  @Test
  void rowsNeverWait() throws Exception {
    assertTrue(grow(of("one"), OWN + ALONE));
    assertTrue(grow(of("two"), OWN + SHARED / 2));
    assertTrue(grow(of("three"), OWN + SHARED / 2));
    assertFalse(of("four").growRows(OWN + 1));
  }

  @Test
  void waitEndsWhenItsThreadIsInterrupted() throws Exception {
    // Given
    assertTrue(grow(of("one"), OWN + ALONE));
    assertTrue(grow(of("two"), OWN + SHARED / 2));
    assertTrue(grow(of("three"), OWN + SHARED / 2));
    HeldMemory late = of("late");
    AtomicReference<Exception> ended = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                late.growAnswer(OWN + 1, LONG);
              } catch (InterruptedException e) {
                ended.set(e);
              }
            });
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

    // When
    waiting.interrupt();
    waiting.join();

    // Then
    assertTrue(ended.get() instanceof InterruptedException);
    assertEquals(3 * OWN + SHARED + ALONE, limiter.held());
  }

  @Test
  void failedAttemptGivesItsAnswerBackAndKeepsTheRowsBefore() throws Exception {
    Poll poll = poll("one", "https://one.example.com");
    assertTrue(poll.heldMemory().growRows(20));
    assertTrue(grow(poll.heldMemory(), 100));
    gates.failed(poll, PollError.of(Failure.TIMEOUT, "no_answer_in_time", "m", null));
    assertEquals(20, limiter.held());
  }

  @Test
  void nextAttemptGivesTheAnswerOfTheLastBack() throws Exception {
    Poll poll = poll("one", "https://one.example.com");
    assertTrue(grow(poll.heldMemory(), 100));
    gates.accepted(poll);
    gates.pass(poll);
    assertEquals(0, limiter.held());
  }

  @Test
  void listThatIsReadAgainGivesItsRowsBack() throws Exception {
    Poll poll = poll("one", "https://one.example.com");
    assertTrue(poll.heldMemory().growRows(100));
    poll.walkInPages(10);
    assertEquals(0, limiter.held());
  }

  @Test
  void rowsThatBecameNoEventAreGivenBackOnceCompared() throws Exception {
    // Given
    Poll poll = poll("one", "https://one.example.com");
    assertTrue(poll.heldMemory().growRows(100));
    for (int i = 0; i < 4; i++) {
      poll.walk().observe(Fixtures.connection("subject-" + i, 1, Fixtures.place(0, i)));
    }

    // When
    poll.concludes(
        new Outcome(
            List.of(Fixtures.marker(poll, "id", null, Fixtures.READ, 1, null)), Set.of(), null));
    poll.freeRows();
    long compared = limiter.held();
    poll.close();

    // Then
    assertEquals(25, compared);
    assertEquals(0, limiter.held());
  }

  /** Whatever polls take and give back: never more than the bound, and in the end nothing. */
  @Test
  void boundHoldsForAnythingThatPollsDo() throws Exception {
    Random random = new Random(13);
    List<HeldMemory> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(of("account-" + i % 4));
    }
    for (int i = 0; i < 20_000; i++) {
      HeldMemory one = all.get(random.nextInt(all.size()));
      switch (random.nextInt(6)) {
        case 0 -> one.releaseAnswer();
        case 1 -> one.keepRows(random.nextDouble());
        case 2 -> one.release();
        case 3 -> one.growRows(random.nextInt(200));
        default -> grow(one, random.nextInt(200));
      }
      assertTrue(limiter.held() >= 0 && limiter.held() <= SIZE, () -> "holds " + limiter.held());
    }
    all.forEach(HeldMemory::release);
    assertEquals(0, limiter.held());
    assertTrue(grow(of("next"), OWN + ALONE));
    assertTrue(grow(of("other"), OWN + SHARED / 2));
  }

  @Test
  void subjectsOfALostReplicaHaveRoom() throws Exception {
    // Given
    owned.hasSubjects(() -> MAX_SUBJECTS / 2 - 1);
    HeldMemory memory = of("one");

    // Then: alone it may know all, as one of two replicas half of them.
    assertTrue(memory.admitsSubjects(2_000, 1));
    assertTrue(memory.admitsSubjects(2_000, 1_000));
    owned.follows(() -> 0.5);
    assertFalse(memory.admitsSubjects(2_000, 1_000));
    assertTrue(memory.admitsSubjects(0, 1_000), "a short list");
    assertTrue(memory.admitsSubjects(2_000, 0), "nothing new");
  }

  @Test
  void settingsSayHowMuchThereIs() {
    MemoryLimiter set =
        new MemoryLimiter(
            SettingsFixture.settings(PollSettings.class, "caravan.poll.max-memory", "1000000"),
            owned,
            new SimpleMeterRegistry());
    MemoryLimiter usual =
        new MemoryLimiter(
            SettingsFixture.settings(PollSettings.class), owned, new SimpleMeterRegistry());
    assertEquals(1_000_000, set.size());
    assertTrue(usual.size() < Runtime.getRuntime().maxMemory() / 2);
    assertTrue(usual.size() > Runtime.getRuntime().maxMemory() / 4);
  }
}
