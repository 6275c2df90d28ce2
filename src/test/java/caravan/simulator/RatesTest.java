package caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final long SECOND = 1_000_000_000L;

  private final Rates rates = new Rates();

  @Test
  void limitHoldsInAnySecondNotJustInCalendarSeconds() {
    for (int i = 0; i < 5; i++) {
      assertTrue(rates.grant("account/api", 5, SECOND / 2 + i));
    }

    assertFalse(rates.grant("account/api", 5, SECOND + SECOND / 4));
    assertTrue(rates.grant("account/api", 5, SECOND + SECOND / 2));
    assertFalse(rates.grant("account/api", 5, SECOND + SECOND / 2));
  }

  @Test
  void refusedRequestsDoNotUseUpTheLimit() {
    assertTrue(rates.grant("account/api", 1, 0));
    assertFalse(rates.grant("account/api", 1, SECOND - 1));
    assertTrue(rates.grant("account/api", 1, SECOND));
  }

  @Test
  void accountsDoNotShareALimit() {
    assertTrue(rates.grant("one/api", 1, 0));
    assertTrue(rates.grant("two/api", 1, 0));
  }

  @Test
  void noLimitGrantsEverything() {
    for (int i = 0; i < 1000; i++) {
      assertTrue(rates.grant("account/api", 0, i));
    }
  }

  @Test
  void highestRateIsRememberedUntilForgotten() {
    rates.note("api", "one", 0);
    rates.note("api", "one", SECOND / 2);
    rates.note("api", "one", SECOND - 1);
    rates.note("api", "one", 3 * SECOND);

    rates.note("api", "two", SECOND / 2);

    assertEquals(3, rates.highest("api"));
    assertEquals(Set.of("api"), rates.apis());
    assertEquals(0, rates.highest("other"));
    rates.forget();
    assertEquals(0, rates.highest("api"));
  }
}
