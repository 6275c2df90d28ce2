package caravan.schedule;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bucket4j.TimeMeter;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingLineTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final WaitingLine.Pause REAL = Condition::awaitNanos;

  private final AtomicLong now = new AtomicLong();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
  private final List<String> passed = new CopyOnWriteArrayList<>();
  private final List<String> interrupted = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final WaitingLine line =
      new WaitingLine(
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return now.get();
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          },
          (signal, nanos) -> {
            waiting.add(Thread.currentThread());
            REAL.on(signal, TimeUnit.MILLISECONDS.toNanos(1));
          });

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Lines up behind those that are there. */
  private Future<Boolean> linesUp(String name, BooleanSupplier wanted) {
    int before = waiting.size();
    Future<Boolean> end =
        threads.submit(
            () -> {
              boolean token;
              try {
                token = line.pass(() -> 1.0, wanted);
              } catch (InterruptedException e) {
                interrupted.add(name);
                throw e;
              }
              if (token) {
                passed.add(name);
              }
              return token;
            });
    await().atMost(SOON).until(() -> waiting.size() > before);
    return end;
  }

  @Test
  void firstComeIsFirstServed() throws InterruptedException, ExecutionException {
    // Given
    assertTrue(line.pass(() -> 1.0, () -> true));
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

  @Test
  void whoGivesUpHoldsNobodyBack() throws InterruptedException, ExecutionException {
    // Given
    assertTrue(line.pass(() -> 1.0, () -> true));
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
    assertTrue(line.pass(() -> 1.0, () -> true));
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
