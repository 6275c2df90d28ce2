package caravan.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferenceTest {

  @Test
  void sameTextsDoNotDiffer() {
    assertEquals(Optional.empty(), Difference.first("a\nb", "a\nb"));
  }

  @Test
  void firstDifferenceHasLineAndColumn() {
    Difference found = Difference.first("POST\n/\nname=value", "POST\n/\nname=wert").orElseThrow();
    assertEquals(new Difference(3, 6, "name=value", "name=wert", false), found);
    assertEquals('v', found.around(found.ours()).charAt(found.mark()));
    assertEquals('w', found.around(found.theirs()).charAt(found.mark()));
  }

  @Test
  void lineThatIsMissingIsADifference() {
    Difference found = Difference.first("a\n\nb", "a\nb").orElseThrow();
    assertEquals(2, found.line());
    assertEquals("", found.ours());
    assertEquals("b", found.theirs());
    assertFalse(found.ended());
  }

  @Test
  void textThatWasCutIsToldFromOneThatDiffers() {
    Difference found = Difference.first("one\ntwo", "one\nt").orElseThrow();
    assertTrue(found.ended());
    assertEquals(2, found.line());
    assertEquals("t", found.theirs());
  }

  @Test
  void longLineIsShownAroundThePlace() {
    String same = "x".repeat(500);
    Difference found = Difference.first(same + "a" + same, same + "b" + same).orElseThrow();
    String shown = found.around(found.ours());
    assertTrue(shown.length() < 130, shown);
    assertEquals('a', shown.charAt(found.mark()));
  }

  @Test
  void emptyTextIsNoTrouble() {
    Difference found = Difference.first("a", "").orElseThrow();
    assertEquals(new Difference(1, 1, "a", "", true), found);
  }
}
