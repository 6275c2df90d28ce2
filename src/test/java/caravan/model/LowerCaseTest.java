package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class LowerCaseTest {

  @Test
  void textIsInLowerCaseTheFirstTimeAndLater() {
    assertEquals("x-tc-action", LowerCase.of("X-TC-Action"));
    assertEquals("x-tc-action", LowerCase.of("X-TC-Action"));
    assertEquals("\u00e4", LowerCase.of("\u00c4"));
    assertEquals("", LowerCase.of(""));
  }

  /** A Turkish machine has another small letter for this one. */
  @Test
  void languageOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      // When
      Locale.setDefault(Locale.forLanguageTag("tr"));

      // Then
      assertEquals("x-project-id", LowerCase.of("X-PROJECT-ID"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textsBeyondThoseThatAreKeptAreRightAsWell() {
    for (int i = 0; i < 3_000; i++) {
      assertEquals("x-" + i, LowerCase.of("X-" + i));
    }
  }
}
