package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.event.Ids;
import caravan.event.Observation;
import caravan.event.Verdict;
import caravan.model.PollErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of completeness: section 6 of the event contract and its fine print. */
class JudgeTest {

  /** Characters around the blank, which stands behind a subject in its line. */
  private static final String ALPHABET = "\t !/a\u00e4\uffff";

  private Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));

  /** A page that was asked for and read, with rows about subjects named by numbers. */
  private void page(int number, Long total, Integer pages, int... subjects) {
    poll.walk().asked();
    poll.walk().received(Fixtures.page(number, total, pages));
    for (int position = 0; position < subjects.length; position++) {
      poll.walk().countRow();
      poll.walk()
          .observe(
              Fixtures.connection(
                  "subject-" + subjects[position], 1, Fixtures.place(number, position)));
    }
  }

  private void reject() {
    poll.walk().countRow();
    poll.walk().reject(Fixtures.letter(poll, Fixtures.place(0, 9), "{}"));
  }

  private void fail(String reason) {
    poll.walk().asked();
    poll.walk().fail(PollErrors.of(reason, "Code", "m", 200, false));
  }

  private void assertJudged(Verdict verdict, String reason) {
    assertEquals(reason, Judge.reason(poll));
    assertEquals(verdict, Judge.verdict(poll));
  }

  @Test
  void pollIsCompleteWhenTotalReceivedAndDistinctAreTheSame() {
    page(0, 3L, null, 1, 2, 3);
    assertJudged(Verdict.COMPLETE, null);
  }

  @Test
  void pollOfSeveralPagesIsCompleteWhenTheTotalStayed() {
    page(0, 3L, null, 1, 2);
    page(1, 3L, null, 3);
    assertJudged(Verdict.COMPLETE, null);
  }

  @Test
  void emptyLastPageCountsAsRead() {
    page(0, 2L, null, 1, 2);
    page(1, 2L, null);
    assertJudged(Verdict.COMPLETE, null);
    assertEquals(2, poll.walk().pagesExpected());
  }

  @Test
  void emptyListWithATotalOfZeroIsComplete() {
    page(0, 0L, null);
    assertJudged(Verdict.COMPLETE, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {Fixtures.ALIBABA, Fixtures.TENCENT_SSL})
  void apiWithoutATotalIsCompleteWhenItsCallSucceeded(String api) {
    poll = Fixtures.poll(Fixtures.scope(api));
    page(0, null, null, 1);
    assertJudged(Verdict.COMPLETE, null);
  }

  @Test
  void emptyListOfAnApiWithoutATotalIsComplete() {
    poll = Fixtures.poll(Fixtures.scope(Fixtures.ALIBABA));
    page(0, null, null);
    assertJudged(Verdict.COMPLETE, null);
  }

  @Test
  void numberedPagesAreCompleteWhenAllDeclaredWereRead() {
    poll = Fixtures.poll(Fixtures.scope(Fixtures.CTYUN));
    page(0, 3L, 2, 1, 2);
    page(1, 3L, 2, 3);
    assertJudged(Verdict.COMPLETE, null);
  }

  @Test
  void numberedPageThatWasNeverReadIsMissing() {
    poll = Fixtures.poll(Fixtures.scope(Fixtures.CTYUN));
    page(0, 2L, 2, 1, 2);
    assertJudged(Verdict.PARTIAL, "pages_missing");
    assertEquals(2, poll.walk().pagesExpected());
    assertEquals(1, poll.walk().pagesReceived());
  }

  @Test
  void declaredPagesThatNeverWereDoNotCount() {
    poll = Fixtures.poll(Fixtures.scope(Fixtures.CTYUN));
    page(0, 0L, 0);
    assertJudged(Verdict.COMPLETE, null);
    assertEquals(1, poll.walk().pagesExpected());
  }

  @Test
  void pollThatReadNothingFailedForTheReasonOfItsError() {
    for (String reason :
        new String[] {
          "authentication",
          "permission_denied",
          "unsupported",
          "throttled",
          "vendor_error",
          "timeout",
          "transport",
          "resource_not_found"
        }) {
      poll = Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI));
      fail(reason);
      assertJudged(Verdict.FAILED, reason);
    }
  }

  @Test
  void errorAfterAPageMissesPages() {
    page(0, 3L, null, 1, 2);
    fail("throttled");
    assertJudged(Verdict.PARTIAL, "pages_missing");
    assertEquals(2, poll.walk().pagesExpected());
  }

  @Test
  void pageThatWasAskedForAndNeverCameIsMissing() {
    page(0, 1L, null, 1);
    poll.walk().asked();
    assertJudged(Verdict.PARTIAL, "pages_missing");
  }

  @Test
  void resourceThatIsGoneComesBeforeEverythingElse() {
    page(0, 3L, null, 1);
    reject();
    page(1, 4L, null, 2);
    fail("resource_not_found");
    assertJudged(Verdict.PARTIAL, "resource_not_found");
  }

  @Test
  void rejectedRecordMakesAPollPartial() {
    page(0, 2L, null, 1);
    reject();
    assertJudged(Verdict.PARTIAL, "records_rejected");
  }

  @Test
  void rejectedRecordsComeBeforeMissingPages() {
    page(0, 3L, null, 1);
    reject();
    fail("vendor_error");
    assertJudged(Verdict.PARTIAL, "records_rejected");
  }

  @Test
  void movedTotalMakesAPollPartial() {
    page(0, 3L, null, 1, 2);
    page(1, 4L, null, 3, 4);
    assertJudged(Verdict.PARTIAL, "total_changed");
  }

  @Test
  void totalThatMovedAndCameBackHasMoved() {
    page(0, 3L, null, 1);
    page(1, 4L, null, 2);
    page(2, 3L, null, 3);
    assertJudged(Verdict.PARTIAL, "total_changed");
  }

  @Test
  void missingPagesComeBeforeAMovedTotal() {
    page(0, 3L, null, 1);
    page(1, 4L, null, 2);
    fail("timeout");
    assertJudged(Verdict.PARTIAL, "pages_missing");
  }

  @Test
  void movedTotalComesBeforeAMismatch() {
    page(0, 30L, null, 1);
    page(1, 40L, null, 2);
    assertJudged(Verdict.PARTIAL, "total_changed");
  }

  @Test
  void fewerRowsThanDeclaredAreAMismatch() {
    page(0, 3L, null, 1, 2);
    assertJudged(Verdict.PARTIAL, "total_mismatch");
  }

  @Test
  void moreRowsThanDeclaredAreAMismatch() {
    page(0, 1L, null, 1, 2);
    assertJudged(Verdict.PARTIAL, "total_mismatch");
  }

  @Test
  void emptyListWithATotalIsAMismatch() {
    page(0, 2L, null);
    assertJudged(Verdict.PARTIAL, "total_mismatch");
  }

  @Test
  void rowsOfOneSubjectAreAMismatch() {
    page(0, 2L, null, 1, 1);
    assertJudged(Verdict.PARTIAL, "total_mismatch");
  }

  @Test
  void totalThatIsDocumentedAndNotStatedIsAMismatch() {
    page(0, null, null, 1);
    assertJudged(Verdict.PARTIAL, "total_mismatch");
  }

  @Test
  void totalStatedOnOnePageOnlyIsEnough() {
    page(0, 2L, null, 1);
    page(1, null, null, 2);
    assertJudged(Verdict.COMPLETE, null);
  }

  @Test
  void digestIsOverSortedSubjectsAndTheirContent() {
    // Given
    page(0, 2L, null, 2, 1);
    String hash = poll.walk().seen("subject-1").contentHash();

    // Then
    assertEquals(
        "sha256:" + Ids.sha256("subject-1 " + hash + "\nsubject-2 " + hash), Judge.digest(poll));
  }

  @Test
  void digestOfNothingIsThatOfAnEmptyText() {
    page(0, 0L, null);
    assertEquals(
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Judge.digest(poll));
    assertNull(poll.error());
  }

  @Test
  void digestDoesNotDependOnTheOrderButOnTheContent() {
    // Given
    page(0, 2L, null, 2, 1);
    String digest = Judge.digest(poll);
    poll = Fixtures.poll(poll.scope());
    page(0, 2L, null, 1, 2);

    // Then
    assertEquals(digest, Judge.digest(poll));
    poll.walk().observe(Fixtures.connection("subject-2", 7, Fixtures.place(0, 1)));
    assertNotEquals(digest, Judge.digest(poll));
  }

  /** The lines are sorted, not the subjects: they differ where one subject begins with another. */
  @Test
  void digestIsThatOfTheSortedLines() {
    // Given
    page(0, 0L, null);
    Random random = new Random(13);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String subject =
          random
              .ints(1 + random.nextInt(4), 0, ALPHABET.length())
              .mapToObj(at -> ALPHABET.substring(at, at + 1))
              .collect(Collectors.joining());
      if (poll.walk().seen(subject) == null) {
        Observation one = Fixtures.connection(subject, i, Fixtures.place(0, i));
        poll.walk().observe(one);
        lines.add(subject + " " + one.contentHash());
      }
    }

    // Then
    lines.sort(null);
    assertEquals("sha256:" + Ids.sha256(String.join("\n", lines)), Judge.digest(poll));
  }
}
