package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequestTest {

  private static final List<String> NAMES =
      List.of(
          "a", "A", "b-c", "B-C", "b_c", "B", "x-acs-date", "X-ACS-DATE", "x-acs", "\u00e4", "");

  private static final Request REQUEST =
      new Request(
          "GET",
          "https",
          "host:8443",
          "/a%20b",
          "x=1",
          Map.of("X-Project-Id", "p"),
          new byte[] {1, 2});

  @Test
  void headerIsFoundWhateverTheCaseAndKeepsItsSpelling() {
    assertEquals("p", REQUEST.header("x-project-ID"));
    assertNull(REQUEST.header("x-other"));
    assertEquals(List.of("X-Project-Id"), List.copyOf(REQUEST.headers().keySet()));
  }

  @Test
  void settingAHeaderReplacesItWhateverTheCaseAndLeavesTheOriginal() {
    // When
    Request changed = REQUEST.with("x-project-id", "q").with("Accept", "*/*");

    // Then
    assertEquals(Map.of("X-Project-Id", "q", "Accept", "*/*"), changed.headers());
    assertEquals(Map.of("X-Project-Id", "p"), REQUEST.headers());
    assertEquals(REQUEST.query(), changed.query());
    assertEquals(REQUEST.url(), changed.url());
  }

  @Test
  void headersCannotBeChangedFromOutside() {
    // Given
    Map<String, String> given = new HashMap<>(Map.of("A", "1"));
    Request request = new Request("GET", "https", "h", "/", "", given, new byte[0]);

    // When
    given.put("B", "2");

    // Then
    assertEquals(Map.of("A", "1"), request.headers());
    assertThrows(UnsupportedOperationException.class, () -> request.headers().put("C", "3"));
  }

  @Test
  void urlLeavesTheQueryOut() {
    assertEquals("https://host:8443/a%20b", REQUEST.url());
  }

  @Test
  void textFormShowsNeitherHeadersNorQueryNorBody() {
    // Given
    Request request =
        new Request(
            "GET",
            "https",
            "h",
            "/p",
            "Signature=query-secret",
            Map.of("Authorization", "header-secret"),
            "body-secret".getBytes(StandardCharsets.UTF_8));

    // Then
    assertEquals("Request[GET h/p]", request.toString());
    assertFalse(request.toString().contains("secret"));
  }

  private static Request request(Map<String, String> headers) {
    return new Request("GET", "https", "h", "/", "", headers, new byte[0]);
  }

  /** Compares with a tree, which has the same meaning, over headers set in any order. */
  @Test
  void headersAreThoseOfATreeThatIgnoresCase() {
    Random random = new Random(20260131);
    for (int round = 0; round < 500; round++) {
      Request request = request(Map.of());
      Map<String, String> tree = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int i = 0; i < 12; i++) {
        // When
        String name = NAMES.get(random.nextInt(NAMES.size()));
        request = request.with(name, "v" + i);
        Map<String, String> headers = request.headers();
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
      Request before = request(Map.of("B", "1", "x-acs", "2"));
      String[] pairs = new String[2 * random.nextInt(6)];
      Request oneByOne = before;
      for (int i = 0; i < pairs.length; i += 2) {
        pairs[i] = NAMES.get(random.nextInt(NAMES.size()));
        pairs[i + 1] = "v" + i;
        oneByOne = oneByOne.with(pairs[i], pairs[i + 1]);
      }

      // When
      Request atOnce = before.with(pairs);

      // Then
      assertEquals(oneByOne.headers().toString(), atOnce.headers().toString());
      assertEquals(oneByOne.headers().size(), atOnce.headers().size());
      assertEquals("{B=1, x-acs=2}", before.headers().toString());
    }
  }

  @Test
  void settingAHeaderLeavesTheOthersAsTheyWere() {
    // Given
    Request before = request(Map.of("a", "1"));

    // When
    Request after = before.with("b", "2").with("A", "3");

    // Then
    assertEquals(Map.of("a", "1"), before.headers());
    assertEquals(Map.of("a", "3", "b", "2"), after.headers());
    assertNull(before.header("b"));
    assertFalse(before.headers().containsKey("b"));
  }

  @Test
  void headersCannotBeChanged() {
    assertThrows(
        UnsupportedOperationException.class,
        () -> request(Map.of("a", "1")).headers().put("b", "2"));
    assertThrows(
        UnsupportedOperationException.class, () -> request(Map.of("a", "1")).headers().remove("a"));
  }
}
