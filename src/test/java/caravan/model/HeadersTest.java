package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeadersTest {

  private static final List<String> NAMES =
      List.of(
          "a", "A", "b-c", "B-C", "b_c", "B", "x-acs-date", "X-ACS-DATE", "x-acs", "\u00e4", "");

  /** Compares with a tree, which has the same meaning, over headers set in any order. */
  @Test
  void headersAreThoseOfATreeThatIgnoresCase() {
    Random random = new Random(20260131);
    for (int round = 0; round < 500; round++) {
      Headers headers = Headers.of(Map.of());
      Map<String, String> tree = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int i = 0; i < 12; i++) {
        // When
        String name = NAMES.get(random.nextInt(NAMES.size()));
        headers = headers.with(name, "v" + i);
        tree.put(name, "v" + i);

        // Then
        assertEquals(List.copyOf(tree.entrySet()), List.copyOf(headers.entrySet()));
        assertEquals(tree.toString(), headers.toString());
        for (String asked : NAMES) {
          assertEquals(tree.get(asked), headers.get(asked));
          assertEquals(tree.containsKey(asked), headers.containsKey(asked));
        }
      }
    }
  }

  @Test
  void severalSetAtOnceAreAsIfSetOneByOne() {
    Random random = new Random(20260131);
    for (int round = 0; round < 500; round++) {
      // Given
      Headers before = Headers.of(Map.of("B", "1", "x-acs", "2"));
      String[] pairs = new String[2 * random.nextInt(6)];
      Headers oneByOne = before;
      for (int i = 0; i < pairs.length; i += 2) {
        pairs[i] = NAMES.get(random.nextInt(NAMES.size()));
        pairs[i + 1] = "v" + i;
        oneByOne = oneByOne.with(pairs[i], pairs[i + 1]);
      }

      // When
      Headers atOnce = before.with(pairs);

      // Then
      assertEquals(oneByOne.toString(), atOnce.toString());
      assertEquals(oneByOne.size(), atOnce.size());
      assertEquals("{B=1, x-acs=2}", before.toString());
    }
  }

  @Test
  void settingAHeaderLeavesTheOthersAsTheyWere() {
    // Given
    Headers before = Headers.of(Map.of("a", "1"));

    // When
    Headers after = before.with("b", "2").with("A", "3");

    // Then
    assertEquals(Map.of("a", "1"), before);
    assertEquals(Map.of("a", "3", "b", "2"), after);
    assertNull(before.get("b"));
    assertFalse(before.containsKey("b"));
  }

  @Test
  void headersCannotBeChanged() {
    assertThrows(
        UnsupportedOperationException.class, () -> Headers.of(Map.of("a", "1")).put("b", "2"));
    assertThrows(
        UnsupportedOperationException.class, () -> Headers.of(Map.of("a", "1")).remove("a"));
  }
}
