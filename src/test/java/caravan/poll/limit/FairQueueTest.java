package caravan.poll.limit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final FairQueue.Pause REAL = Condition::awaitNanos;

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong pausedUntil = new AtomicLong();
  private final List<String> passed = new CopyOnWriteArrayList<>();
  private final List<String> interrupted = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FairQueue line =
      new FairQueue(
          now::get,
          (signal, nanos) -> REAL.on(signal, TimeUnit.MILLISECONDS.toNanos(1)),
          new FairQueue.Pace() {
            @Override
            public double rate() {
              return 1.0;
            }

            @Override
            public long pauseLeft() {
              return Math.max(0, pausedUntil.get() - now.get());
            }
          });

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Lines up behind those that are there. */
  private Future<Boolean> linesUp(String name, BooleanSupplier wanted) {
    int before = line.waiting();
    Future<Boolean> end =
        threads.submit(
            () -> {
              boolean token;
              try {
                token = line.pass(name, wanted);
              } catch (InterruptedException e) {
                interrupted.add(name);
                throw e;
              }
              if (token) {
                passed.add(name);
              }
              return token;
            });
    await().atMost(SOON).until(() -> line.waiting() > before);
    return end;
  }

  @Test
  void firstComeIsFirstServed() throws InterruptedException, ExecutionException {
    // Given
    assertTrue(line.pass("zero", () -> true));
    List<Future<Boolean>> ends =
        Stream.of("one", "two", "three").map(name -> linesUp(name, () -> true)).toList();
    assertEquals(List.of(), passed);

    // Then
    List<String> expected = new ArrayList<>();
    for (String next : List.of("one", "two", "three")) {
      now.addAndGet(SECOND);
      expected.add(next);
      await().atMost(SOON).until(() -> passed.equals(expected));
    }
    for (Future<Boolean> end : ends) {
      assertTrue(end.get());
    }
  }

  /** A scope of a thousand pages wants its next page as soon as it has one; the others want one. */
  @Test
  void largeScopeStarvesNobody() throws InterruptedException, ExecutionException {
    // Given: the large scope is in the middle of its pages.
    assertTrue(line.pass("large", () -> true));
    now.addAndGet(SECOND);
    assertTrue(line.pass("large", () -> true));
    Future<?> pages =
        threads.submit(
            () -> {
              for (int i = 2; i < 1_000; i++) {
                line.pass("large", () -> true);
                passed.add("large");
              }
              return null;
            });
    await().atMost(SOON).until(() -> line.waiting() == 1);
    List<String> small = IntStream.range(0, 50).mapToObj(i -> "small-" + i).toList();
    List<Future<Boolean>> ends = small.stream().map(name -> linesUp(name, () -> true)).toList();

    // When
    for (int i = 1; i <= 51; i++) {
      int served = i;
      now.addAndGet(SECOND);
      await().atMost(SOON).until(() -> passed.size() == served);
    }

    // Then
    assertEquals(small, passed.subList(0, 50));
    assertEquals("large", passed.get(50));
    for (Future<Boolean> end : ends) {
      assertTrue(end.get());
    }
    pages.cancel(true);
  }

  /** Scopes that come again and again do not starve the large one either. */
  @Test
  void scopesTakeTurns() throws InterruptedException, ExecutionException {
    // Given
    assertTrue(line.pass("zero", () -> true));
    Future<Boolean> large = linesUp("large", () -> true);
    now.addAndGet(SECOND);
    assertTrue(large.get());
    List<Future<Boolean>> ends =
        Stream.of("one", "large", "two", "large").map(name -> linesUp(name, () -> true)).toList();

    // When
    for (int i = 2; i <= 5; i++) {
      int served = i;
      now.addAndGet(SECOND);
      await().atMost(SOON).until(() -> passed.size() == served);
    }

    // Then: the new ones first, and the large one before those that were served after it.
    assertEquals(List.of("large", "one", "two", "large", "large"), passed);
    for (Future<Boolean> end : ends) {
      assertTrue(end.get());
    }
  }

  @Test
  void nobodyPassesDuringAPause() throws InterruptedException, ExecutionException {
    // Given
    pausedUntil.set(5 * SECOND);
    Future<Boolean> first = linesUp("one", () -> true);
    now.set(4 * SECOND);
    assertEquals(SECOND, line.nanosToTurn(0));
    assertEquals(3 * SECOND, line.nanosToTurn(2));

    // When
    now.set(5 * SECOND);

    // Then
    assertTrue(first.get());
  }

  @Test
  void whoGivesUpHoldsNobodyBack() throws InterruptedException, ExecutionException {
    // Given
    assertTrue(line.pass("zero", () -> true));
    Set<String> gone = ConcurrentHashMap.newKeySet();
    Future<Boolean> first = linesUp("one", () -> !gone.contains("one"));
    Future<Boolean> second = linesUp("two", () -> true);
    Future<Boolean> third = linesUp("three", () -> !gone.contains("three"));

    // When
    gone.addAll(Set.of("one", "three"));

    // Then
    assertFalse(first.get());
    assertFalse(third.get());
    now.addAndGet(SECOND);
    assertTrue(second.get());
    assertEquals(List.of("two"), passed);
  }

  @Test
  void whoIsInterruptedHoldsNobodyBack() throws InterruptedException, ExecutionException {
    // Given
    assertTrue(line.pass("zero", () -> true));
    Future<Boolean> first = linesUp("one", () -> true);
    Future<Boolean> second = linesUp("two", () -> true);

    // When
    first.cancel(true);
    await().atMost(SOON).until(() -> interrupted.equals(List.of("one")));
    now.addAndGet(SECOND);

    // Then
    assertTrue(second.get());
    assertEquals(List.of("two"), passed);
  }
}
