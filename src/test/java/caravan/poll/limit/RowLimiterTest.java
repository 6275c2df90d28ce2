package caravan.poll.limit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.event.Outcome;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.poll.Gates;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowLimiterTest {

  /** So many that no page is a small one. */
  private static final int THREADS = 64;

  private final RowLimiter room = new RowLimiter(10, THREADS);
  private final Gates gates = new Gates(room);

  private static Poll poll() {
    return Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
  }

  private static Page page(int rows) {
    return page(rows, 50 * rows);
  }

  private static Page page(int rows, int bytes) {
    List<JsonNode> all = Collections.nCopies(rows, Fixtures.json("{}"));
    return new Page(0, 200, bytes, all, Fixtures.json("{}"), null, null, null, Fixtures.READ);
  }

  private void enter(Poll poll, Page page) throws PageFailure {
    gates.pass(poll);
    gates.accepted(poll, page);
  }

  private static Thread started(ThrowingRunnable task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void smallPagesAreWorkedOnSideBySide() throws Exception {
    for (int i = 0; i < 10; i++) {
      enter(poll(), page(0));
    }
    assertEquals(0, room.free());
  }

  @Test
  void pageWaitsUntilThereIsRoom() throws Exception {
    // Given
    Poll first = poll();
    Poll second = poll();
    enter(first, page(4));
    enter(poll(), page(2));

    // When
    Thread waiting = started(() -> enter(second, page(4)));
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    first.releaseRows();
    waiting.join();

    // Then
    assertEquals(2, room.free());
  }

  @Test
  void hugePageLeavesHalfToOthers() throws Exception {
    Poll large = poll();
    enter(large, page(1000));
    assertEquals(5, room.free());
    large.releaseRows();
    assertEquals(10, room.free());
  }

  @Test
  void smallPageDoesNotWaitForLargeOnes() throws Exception {
    RowLimiter roomy = new RowLimiter(10, 5);
    Gates all = new Gates(roomy);
    for (int rows : List.of(1000, 1000, 1)) {
      Poll poll = poll();
      all.pass(poll);
      all.accepted(poll, page(rows));
    }
    assertEquals(0, roomy.free());
  }

  @Test
  void roomIsGivenBackBetweenPagesAndKeptBehindTheLast() throws Exception {
    // Given
    Poll poll = poll();
    enter(poll, page(2));

    // When
    gates.pass(poll);
    int between = room.free();
    gates.accepted(poll, page(4));
    poll.walk().advance(null);

    // Then
    assertEquals(10, between);
    assertEquals(5, room.free());
  }

  @Test
  void rowsThatBecameNoEventGiveTheirRoomBackOnceCompared() throws Exception {
    // Given
    Poll poll = poll();
    enter(poll, page(4));

    // When
    poll.concludes(new Outcome(List.of(), Set.of(), null));
    poll.freeRows();
    int compared = room.free();
    poll.releaseRows();

    // Then
    assertEquals(9, compared);
    assertEquals(10, room.free());
  }

  @Test
  void roomIsGivenBackOnce() throws Exception {
    Poll poll = poll();
    enter(poll, page(0));
    poll.releaseRows();
    poll.releaseRows();
    assertEquals(10, room.free());
  }

  @Test
  void rowsOfManyBytesTakeMoreRoom() throws Exception {
    enter(poll(), page(1, 3 * 1024));
    assertEquals(6, room.free());
  }

  @Test
  void pollThatIsInterruptedWhileItWaitsIsAbandoned() throws Exception {
    // Given
    Poll poll = poll();
    enter(poll(), page(1000));
    enter(poll(), page(1000));
    Thread waiting = started(() -> enter(poll, page(1)));
    await().until(() -> waiting.getState() == Thread.State.WAITING);

    // When
    waiting.interrupt();
    waiting.join();

    // Then
    assertTrue(poll.abandoned());
    assertEquals(0, room.free());
  }

  @Test
  void settingSaysHowMuchRoomThereIs() {
    assertEquals(3, limiter("caravan.poll.max-rows-in-flight", "3").free());
    assertTrue(limiter().free() >= 2_000);
  }

  private static RowLimiter limiter(String... settings) {
    return new RowLimiter(SettingsFixture.settings(PollSettings.class, settings));
  }
}
