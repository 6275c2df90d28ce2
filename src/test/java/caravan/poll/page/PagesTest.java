package caravan.poll.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

  private static final Api BY_MARKER =
      Fixtures.api(
          Fixtures.HUAWEI,
          Map.of(
              "paging.style", "MARKER",
              "paging.pageSize", 200,
              "paging.nextMarker", "page_info.next_marker"));

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

  private void moveBehind(String marker, long rows) {
    Page page = Fixtures.page(poll.walk().cursor().page());
    pages.moveCursor(poll, new Page.Taken(Fixtures.withMarker(page, marker), rows, rows));
  }

  @Test
  void markerOfAPageLeadsToTheNext() {
    // Given
    poll = Fixtures.target(BY_MARKER).poll();

    // When
    moveBehind("m-1", 1);
    Cursor second = poll.walk().cursor();
    moveBehind("m-2", 2);
    Cursor third = poll.walk().cursor();
    moveBehind(null, 2);

    // Then
    assertEquals("m-1", second.marker());
    assertEquals(2, third.page());
    assertEquals("m-2", third.marker());
    assertNull(poll.walk().cursor());
    assertNull(poll.error());
  }

  /** A vendor whose markers come back leads in a circle, which proves nothing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void markerThatComesBackEndsTheWalkAsIncomplete(int cycle) {
    // Given
    Pages many = new Pages(SettingsFixture.settings(PollSettings.class));
    poll = Fixtures.target(BY_MARKER).poll();

    // When
    int asked = 0;
    while (poll.wantsPage()) {
      Page page = Fixtures.page(asked);
      String marker = asked < 3 ? "start-" + asked : "m-" + asked % cycle;
      many.moveCursor(poll, new Page.Taken(Fixtures.withMarker(page, marker), 1, 1));
      asked++;
    }

    // Then
    assertEquals(3 + cycle + 1, asked);
    assertEquals("marker_repeated", poll.error().code());
  }

  @Test
  void anotherWalkMeetsItsOwnMarkers() {
    // Given
    poll = Fixtures.target(BY_MARKER).poll();
    moveBehind("m-1", 1);

    // When
    poll.walkInPages(200);
    moveBehind("m-1", 1);

    // Then
    assertEquals("m-1", poll.walk().cursor().marker());
  }
}
