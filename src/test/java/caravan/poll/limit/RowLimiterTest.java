package caravan.poll.limit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Page;
import caravan.poll.Poll;
import caravan.model.PollSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowLimiterTest {

  private final RowLimiter room = new RowLimiter(10);

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
      room.enter(poll(), page(0));
    }
    assertEquals(0, room.free());
  }

  @Test
  void pageWaitsUntilThereIsRoom() throws Exception {
    // Given
    Poll first = poll();
    Poll second = poll();
    room.enter(first, page(8));

    // When
    Thread waiting = started(() -> room.enter(second, page(4)));
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    room.leave(first);
    waiting.join();

    // Then
    assertEquals(5, room.free());
  }

  @Test
  void pageLargerThanAllTheRoomIsWorkedOnAlone() throws Exception {
    Poll large = poll();
    room.enter(large, page(1000));
    assertEquals(0, room.free());
    room.leave(large);
    assertEquals(10, room.free());
  }

  @Test
  void roomIsGivenBackBetweenPagesAndKeptBehindTheLast() throws Exception {
    // Given
    Poll poll = poll();
    room.enter(poll, page(2));

    // When
    room.turned(poll);
    int between = room.free();
    room.enter(poll, page(4));
    poll.advance(null);
    room.turned(poll);

    // Then
    assertEquals(10, between);
    assertEquals(5, room.free());
  }

  @Test
  void rowsThatBecameNoEventGiveTheirRoomBackOnceCompared() {
    // Given
    Poll poll = poll();
    room.enter(poll, page(8));

    // When
    poll.publishes(List.of(), Set.of(), null);
    room.compared(poll);
    int compared = room.free();
    room.leave(poll);

    // Then
    assertEquals(9, compared);
    assertEquals(10, room.free());
  }

  @Test
  void roomIsGivenBackOnce() throws Exception {
    Poll poll = poll();
    room.enter(poll, page(0));
    room.leave(poll);
    room.leave(poll);
    assertEquals(10, room.free());
  }

  @Test
  void rowsOfManyBytesTakeMoreRoom() {
    room.enter(poll(), page(1, 5 * 1024));
    assertEquals(4, room.free());
  }

  @Test
  void pollThatIsInterruptedWhileItWaitsIsAbandoned() throws Exception {
    // Given
    Poll poll = poll();
    room.enter(poll(), page(1000));
    Thread waiting = started(() -> room.enter(poll, page(1)));
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
    assertEquals(3, new RowLimiter(SettingsFixture.settings("caravan.poll.rows-in-work", "3")).free());
    assertTrue(new RowLimiter(SettingsFixture.settings()).free() >= 2_000);
  }
}
