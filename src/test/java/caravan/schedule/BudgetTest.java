package caravan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.SettingsFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

  private static long rate(String api, String... settings) {
    return new Budget(SettingsFixture.settings(settings)).rate(Fixtures.poll(Fixtures.scope(api)));
  }

  @ParameterizedTest
  @CsvSource({
    Fixtures.TENCENT + ", 4",
    Fixtures.TENCENT_SSL + ", 16",
    Fixtures.ALIBABA + ", 10",
    Fixtures.HUAWEI + ", 10",
    Fixtures.CTYUN + ", 10"
  })
  void documentedLimitIsSharedAndAMissingOneIsReplaced(String api, long expected) {
    assertEquals(expected, rate(api));
  }

  @ParameterizedTest
  @CsvSource({"1.0, 5", "0.5, 2", "0.39, 1", "0.1, 1", "0.0, 1"})
  void shareIsRoundedDownButNeverToNothing(String share, long expected) {
    assertEquals(expected, rate(Fixtures.TENCENT, "caravan.quota.share", share));
  }

  @ParameterizedTest
  @CsvSource({"2.9, 2", "0.5, 1", "100, 100"})
  void rateWithoutADocumentedLimitIsASetting(String unpublished, long expected) {
    assertEquals(
        expected,
        rate(
            Fixtures.CTYUN,
            "caravan.quota.unpublished",
            unpublished,
            "caravan.quota.share",
            "0.1"));
  }
}
