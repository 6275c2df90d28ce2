package caravan.poll.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PollError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagerTest {

  private static final Api TENCENT = Fixtures.api(Fixtures.TENCENT);
  private static final Api SSL = Fixtures.api(Fixtures.TENCENT_SSL);
  private static final Api HUAWEI = Fixtures.api(Fixtures.HUAWEI);
  private static final Api CTYUN = Fixtures.api(Fixtures.CTYUN);

  private static final Api MARKER = Fixtures.api(Fixtures.HUAWEI, Map.of("paging.style", "MARKER"));

  private final Pager pager = new Pager(1000);

  private Pager.Step after(Api api, Cursor cursor, Integer pages, long rows, long fresh) {
    return pager.after(api, cursor, Fixtures.page(cursor.page(), null, pages), rows, fresh);
  }

  @Test
  void fullOffsetPageIsFollowedByTheNext() {
    Pager.Step step = after(TENCENT, new Cursor(1, 10, 10), null, 10, 10);
    assertEquals(new Pager.Step(new Cursor(2, 20, 10), null), step);
  }

  @ParameterizedTest
  @CsvSource({"9, 9", "0, 0", "1, 1"})
  void shortOffsetPageIsTheLast(long rows, long fresh) {
    assertEquals(Pager.Step.END, after(TENCENT, new Cursor(1, 10, 10), null, rows, fresh));
  }

  @Test
  void pageWithMoreRowsThanAskedForIsNotTheLast() {
    assertEquals(new Cursor(1, 10, 10), after(TENCENT, Cursor.first(10), null, 11, 11).next());
  }

  @Test
  void listThatComesInOneAnswerHasOnePage() {
    assertEquals(Pager.Step.END, after(SSL, Cursor.first(0), null, 1, 1));
    assertEquals(Pager.Step.END, after(HUAWEI, Cursor.first(0), null, 5_000, 5_000));
  }

  @Test
  void declaredNumberOfPagesDecides() {
    assertEquals(new Cursor(1, 10, 10), after(CTYUN, Cursor.first(10), 2, 3, 3).next());
    assertEquals(Pager.Step.END, after(CTYUN, new Cursor(1, 10, 10), 2, 10, 10));
    assertEquals(Pager.Step.END, after(CTYUN, new Cursor(2, 20, 10), 2, 10, 10));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none, 10, false", "none, 9, true", "0, 10, false", "0, 9, true"})
  void shortPageEndsANumberedListThatDeclaresNoPages(Integer pages, long rows, boolean end) {
    assertEquals(end, after(CTYUN, Cursor.first(10), pages, rows, rows).next() == null);
  }

  @Test
  void emptyPageEndsTheListWhateverIsDeclared() {
    assertEquals(Pager.Step.END, after(CTYUN, Cursor.first(10), 7, 0, 0));
  }

  @Test
  void pageThatBringsNothingNewEndsTheList() {
    assertEquals(Pager.Step.END, after(TENCENT, new Cursor(1, 10, 10), null, 10, 0));
    assertEquals(Pager.Step.END, after(CTYUN, new Cursor(1, 10, 10), 9, 10, 0));
  }

  @Test
  void firstPageWithoutAnythingNewIsStillFollowed() {
    assertEquals(new Cursor(1, 10, 10), after(TENCENT, Cursor.first(10), null, 10, 0).next());
  }

  @Test
  void walkStopsAtTheMostPages() {
    // Given
    Pager short3 = new Pager(3);

    // When
    Pager.Step second = short3.after(TENCENT, new Cursor(1, 10, 10), Fixtures.page(1), 10, 10);
    Pager.Step third = short3.after(TENCENT, new Cursor(2, 20, 10), Fixtures.page(2), 10, 10);

    // Then
    assertEquals(new Cursor(2, 20, 10), second.next());
    assertNull(third.next());
    assertEquals(
        PollError.of(Failure.UNREADABLE, "page_limit", "the list goes on after 3 pages", null),
        third.error());
  }

  @Test
  void walkThatEndsAtTheMostPagesIsNoError() {
    assertEquals(
        Pager.Step.END, new Pager(1).after(TENCENT, Cursor.first(10), Fixtures.page(0), 9, 9));
  }

  @Test
  void walkStopsAtTheVendorsLargestOffset() {
    // When
    Pager.Step last = after(HUAWEI, new Cursor(14, 2_800, 200), null, 200, 200);
    Pager.Step beyond = after(HUAWEI, new Cursor(15, 3_000, 200), null, 200, 200);

    // Then
    assertEquals(new Cursor(15, 3_000, 200), last.next());
    assertNull(beyond.next());
    assertEquals(
        PollError.of(
            Failure.UNREADABLE,
            "offset_limit",
            "rows behind offset 3000 cannot be asked for",
            null),
        beyond.error());
  }

  private Pager.Step afterMarker(String marker, long rows, long fresh) {
    Page page = Fixtures.withMarker(Fixtures.page(1), marker);
    return pager.after(MARKER, new Cursor(1, 10, 10, "m-1"), page, rows, fresh);
  }

  /** A vendor may send fewer rows than asked for, or some again, and still have more. */
  @ParameterizedTest
  @CsvSource({"10, 10", "1, 1", "10, 0"})
  void markerSaysThatTheListGoesOn(long rows, long fresh) {
    assertEquals(new Cursor(2, 20, 10, "m-2"), afterMarker("m-2", rows, fresh).next());
  }

  @Test
  void listEndsWithoutAMarkerOrWithoutRows() {
    assertEquals(Pager.Step.END, afterMarker(null, 10, 10));
    assertEquals(Pager.Step.END, afterMarker("m-2", 0, 0));
  }

  @Test
  void markerOfAnotherStyleOfPagingIsIgnored() {
    Page page = Fixtures.withMarker(Fixtures.page(1), "m");
    assertNull(pager.after(TENCENT, new Cursor(1, 10, 10), page, 10, 10).next().marker());
  }
}
