package caravan.poll.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Cursor;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesTest {

  private final Pages pages =
      new Pages(SettingsFixture.settings(PollSettings.class, "caravan.poll.max-pages", "3"));
  private Poll poll;

  @BeforeEach
  void start() {
    poll = Fixtures.target(Fixtures.TENCENT).pageSize(2).poll();
  }

  private void moveCursor(long rows, long fresh) {
    int number = poll.walk().cursor().page();
    for (long row = 0; row < rows; row++) {
      poll.walk().countRow();
    }
    pages.moveCursor(poll, new Page.Taken(Fixtures.page(number), rows, fresh));
  }

  @Test
  void fullPageMovesTheCursor() {
    moveCursor(2, 2);
    assertEquals(new Cursor(1, 2, 2), poll.walk().cursor());
    assertTrue(poll.wantsPage());
  }

  @Test
  void shortPageEndsTheWalkWithoutAnError() {
    // When
    moveCursor(2, 2);
    moveCursor(1, 1);

    // Then
    assertNull(poll.walk().cursor());
    assertFalse(poll.wantsPage());
    assertNull(poll.error());
    assertEquals(3, poll.walk().received());
  }

  @Test
  void rowsOfARepeatedPageAreNotCounted() {
    // When
    moveCursor(2, 2);
    moveCursor(2, 0);

    // Then
    assertNull(poll.walk().cursor());
    assertEquals(2, poll.walk().received());
  }

  @Test
  void rowsThatBecameDeadLettersStayCounted() {
    // Given
    moveCursor(2, 2);
    poll.walk().reject(Fixtures.letter(poll, Fixtures.place(1, 0), "{}"));

    // When
    moveCursor(2, 0);

    // Then
    assertNull(poll.walk().cursor());
    assertEquals(4, poll.walk().received());
  }

  @Test
  void rowsOfAFirstPageAreCountedWhateverTheyAre() {
    moveCursor(2, 0);
    assertEquals(2, poll.walk().received());
  }

  @Test
  void listThatGoesOnTooLongIsAnErrorOfItsLastPage() {
    // When
    moveCursor(2, 2);
    moveCursor(2, 2);
    moveCursor(2, 2);

    // Then
    assertFalse(poll.wantsPage());
    assertEquals("page_limit", poll.error().code());
    assertEquals(2, poll.error().page());
  }

  @Test
  void pollThatFailedStaysWhereItIs() {
    // Given
    PollError error = PollErrors.of("vendor_error", "too_many_rejected", "m", 200, false);
    poll.walk().fail(error);

    // When
    moveCursor(2, 2);

    // Then
    assertEquals(Cursor.first(2), poll.walk().cursor());
    assertEquals(error, poll.error());
    assertFalse(poll.wantsPage());
  }
}
