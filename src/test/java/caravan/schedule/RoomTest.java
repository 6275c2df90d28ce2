package caravan.schedule;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Poll;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RoomTest {

  private final Room room = new Room(10 * 1024);

  private static Poll poll() {
    return Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
  }

  private static InputStream answer(int bytes) {
    return new ByteArrayInputStream(new byte[bytes]);
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
  void smallAnswersAreWorkedOnSideBySide() throws Exception {
    for (int i = 0; i < 10; i++) {
      room.enter(poll(), answer(100));
    }
    assertEquals(0, room.free());
  }

  @Test
  void answerWaitsUntilThereIsRoom() throws Exception {
    // Given
    Poll first = poll();
    Poll second = poll();
    room.enter(first, answer(8 * 1024));

    // When
    Thread waiting = started(() -> room.enter(second, answer(4 * 1024)));
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    room.leave(first);
    waiting.join();

    // Then
    assertEquals(5, room.free());
  }

  @Test
  void answerLargerThanAllTheRoomIsWorkedOnAlone() throws Exception {
    Poll large = poll();
    room.enter(large, answer(1024 * 1024));
    assertEquals(0, room.free());
    room.leave(large);
    assertEquals(10, room.free());
  }

  @Test
  void roomIsGivenBackBetweenPagesAndKeptBehindTheLast() throws Exception {
    // Given
    Poll poll = poll();
    room.enter(poll, answer(2048));

    // When
    room.turned(poll);
    int between = room.free();
    room.enter(poll, answer(4096));
    poll.advance(null);
    room.turned(poll);

    // Then
    assertEquals(10, between);
    assertEquals(5, room.free());
  }

  @Test
  void roomIsGivenBackOnce() throws Exception {
    Poll poll = poll();
    room.enter(poll, answer(0));
    room.leave(poll);
    room.leave(poll);
    assertEquals(10, room.free());
  }

  @Test
  void answerWithoutABodyTakesRoomToo() throws Exception {
    room.enter(poll(), null);
    assertEquals(9, room.free());
  }

  @Test
  void pollThatIsInterruptedWhileItWaitsIsAbandoned() throws Exception {
    // Given
    Poll poll = poll();
    room.enter(poll(), answer(1024 * 1024));
    Thread waiting = started(() -> room.enter(poll, answer(1)));
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
    assertEquals(
        3, new Room(SettingsFixture.settings("caravan.poll.bytes-in-work", "3072")).free());
    assertTrue(new Room(SettingsFixture.settings()).free() > 100);
  }
}
