package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SignedHeadersTest {

  @Test
  void namesAreLowerCaseAndSorted() {
    // Given
    SignedHeaders headers =
        new SignedHeaders()
            .add("X-Sdk-Date", "20260131T235959Z")
            .add("Host", "h:8443")
            .add("a", "B c");

    // Then
    assertEquals("a;host;x-sdk-date", headers.names());
    assertEquals("a:B c\nhost:h:8443\nx-sdk-date:20260131T235959Z\n", headers.canonical());
  }

  @Test
  void canonicalRequestHasItsPartsInTheOrderOfAllSchemes() {
    // Given
    SignedHeaders headers = new SignedHeaders().add("x-date", "d").add("host", "h");

    // Then
    assertEquals(
        "GET\n/p\na=1\nhost:h\nx-date:d\n\nhost;x-date\nhash",
        headers.canonicalRequest("GET", "/p", "a=1", "hash"));
    assertEquals("a;host;x-date", headers.add("a", "1").names());
    assertEquals("", new SignedHeaders().names());
  }

  @Test
  void textShowsNoValue() {
    assertEquals("token", new SignedHeaders().add("Token", "hidden").toString());
  }
}
