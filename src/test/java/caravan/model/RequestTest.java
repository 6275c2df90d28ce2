package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {

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
  void anotherQueryChangesNothingElse() {
    Request changed = REQUEST.withQuery("y=2");
    assertEquals("y=2", changed.query());
    assertEquals("x=1", REQUEST.query());
    assertEquals(REQUEST.headers(), changed.headers());
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
}
