package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Reasons;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorClassifierTest {

  private static final ErrorClassifier SILENT = (api, status, envelope) -> null;
  private static final Api API = Fixtures.api(Fixtures.TENCENT);
  private static final ErrorClassifier OMITTING =
      new ErrorClassifier() {
        @Override
        public PollError error(Api api, int status, JsonNode envelope) {
          return null;
        }

        @Override
        public boolean omitsEmptyLists() {
          return true;
        }
      };

  private static final PollError STATED =
      PollErrors.of(Reasons.THROTTLED, "Slow", "slow down", 200, true);

  private static Page answer(int status) {
    return new Page(
        0, status, 0, List.of(), MissingNode.getInstance(), null, null, null, Fixtures.READ);
  }

  @Test
  void successfulPagePassesAsItIs() throws PageFailure {
    Page page = answer(200);
    assertSame(page, SILENT.check(API, page));
  }

  /** An accepted or empty answer is not an empty list: it would end everything that is open. */
  @ParameterizedTest
  @ValueSource(ints = {201, 202, 203, 204, 206, 299})
  void otherSuccessIsUnexpected(int status) {
    PollError error =
        assertThrows(PageFailure.class, () -> SILENT.check(API, answer(status))).error();
    assertEquals("unexpected_answer", error.code());
    assertEquals(status, error.httpStatus());
  }

  @Test
  void statedErrorStopsThePageWhateverTheStatus() {
    // When
    PageFailure failure =
        assertThrows(
            PageFailure.class,
            () -> ((ErrorClassifier) (api, s, e) -> STATED).check(API, answer(200)));

    // Then
    assertEquals(STATED, failure.error());
    assertNull(failure.body());
  }

  @ParameterizedTest
  @CsvSource({
    "300, vendor_error, redirect, false",
    "302, vendor_error, redirect, false",
    "400, vendor_error, http_400, false",
    "401, authentication, http_401, false",
    "403, permission_denied, http_403, false",
    "404, vendor_error, http_404, false",
    "408, timeout, http_408, true",
    "429, throttled, http_429, true",
    "500, vendor_error, http_500, true",
    "502, vendor_error, http_502, true",
    "503, vendor_error, http_503, true",
    "504, vendor_error, http_504, true"
  })
  void statusDecidesWhenTheBodySaysNothing(
      int status, String reason, String code, boolean retryable) {
    // When
    PollError error =
        assertThrows(PageFailure.class, () -> SILENT.check(API, answer(status))).error();

    // Then
    assertEquals(PollErrors.of(reason, code, error.message(), status, retryable), error);
  }

  /** A page whose list is not where the sheet says. */
  private static Page withoutList(int number, Long total) {
    return new Page(
        number,
        200,
        0,
        List.of(),
        MissingNode.getInstance(),
        total,
        null,
        null,
        Fixtures.READ,
        null,
        "a.list");
  }

  /** It would read as a complete empty list: everything that is open would end. */
  @Test
  void answerWithoutItsListIsUnexpected() {
    for (Long total : new Long[] {null, 3L}) {
      PollError error =
          assertThrows(PageFailure.class, () -> SILENT.check(API, withoutList(0, total))).error();
      assertEquals(
          PollError.of(Failure.AMBIGUOUS, "unexpected_shape", "the answer has no a.list", 200),
          error);
    }
  }

  @Test
  void listMayBeMissingWhereTheVendorSaysThatItIsEmpty() throws PageFailure {
    Page empty = withoutList(0, 0L);
    assertSame(empty, SILENT.check(API, empty));
    Page behindTheEnd = withoutList(1, 3L);
    assertSame(behindTheEnd, SILENT.check(API, behindTheEnd));
  }

  @Test
  void cloudMayLeaveOutAListWithoutATotal() throws PageFailure {
    Page empty = withoutList(0, null);
    assertSame(empty, OMITTING.check(API, empty));
    assertThrows(PageFailure.class, () -> OMITTING.check(API, withoutList(0, 3L)));
  }

  @Test
  void statedErrorComesBeforeTheMissingList() {
    ErrorClassifier stating = (api, status, envelope) -> STATED;
    assertEquals(
        STATED,
        assertThrows(PageFailure.class, () -> stating.check(API, withoutList(0, null))).error());
  }
}
