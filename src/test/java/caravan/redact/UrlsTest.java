package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {

  @ParameterizedTest
  @CsvSource({
    "http://sample/cert,                        http://sample/cert,        false, true",
    "HTTP://sample/cert,                        HTTP://sample/cert,        false, true",
    "https://host/a/b.pem,                      https://host/a/b.pem,      false, false",
    "https://host,                              https://host,              false, false",
    "https://host:8443/a,                       https://host:8443/a,       false, false",
    "https://host/a?sign=s3cret,                https://host/a,            true,  false",
    "https://host/a#s3cret,                     https://host/a,            true,  false",
    "https://host/a#x?y,                        https://host/a,            true,  false",
    "https://host?sign=s3cret,                  https://host,              true,  false",
    "https://host/a?,                           https://host/a,            true,  false",
    "http://user:s3cret@host/a,                 http://host/a,             true,  true",
    "https://user@host:1/a?b#c,                 https://host:1/a,          true,  false",
    "https://a@b@host/a,                        https://host/a,            true,  false",
    "https://@host/a,                           https://host/a,            true,  false",
    "https://host/a@b,                          https://host/a@b,          false, false",
    "https://host/a?next=https://u:s3cret@x/,   https://host/a,            true,  false",
    "ftp://u:s3cret@host/a,                     ftp://host/a,              true,  false",
    "https://[2001:db8::1]:443/a?s3cret,        'https://[2001:db8::1]:443/a', true, false",
    "//u:s3cret@host/a,                         //host/a,                  true,  false",
    "host/a?sign=s3cret,                        host/a,                    true,  false",
    "u:s3cret@host/a,                           host/a,                    true,  false",
    "bucket.cos.example.com/cert.zip,           bucket.cos.example.com/cert.zip, false, false",
    "https://münchen.example/a,                 https://münchen.example/a, false, false",
    "https://host/%3Fa%40b,                     https://host/%3Fa%40b,     false, false"
  })
  void credentialsAreDropped(String text, String url, boolean redacted, boolean insecure) {
    assertEquals(new Urls.Url(url, redacted, insecure), Urls.read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://",
        "https:///a",
        "http:/u:s3cret@host/a",
        "https:u:s3cret/a",
        "/a?sign=s3cret",
        "?sign=s3cret",
        "https://u:s3/cret@host/a",
        "https://u:s3?cret@host/a",
        "https://host:x/a",
        "https://host:123456/a",
        "https://[::1/a",
        "https://host/a b",
        " https://host/a",
        "https://host\\u:s3cret@x/",
        "https://ho\u0000st/",
        "https://host/\u0007",
        "see https://u:s3cret@host/a",
        "a=https://u:s3cret@host/a",
        "https://proxy/https://u:s3cret@host/a",
        "javascript:alert(1)",
        "data:text/plain;base64,czNjcmV0",
        "<a href=\"https://u:s3cret@h/\">"
      })
  void whatCannotBeTakenApartIsUnreadable(String text) {
    assertNull(Urls.read(text));
  }

  @Test
  void hugeTextIsReadInReasonableTime() {
    String tail = "a@".repeat(200_000);
    assertEquals("https://host/", Urls.read("https://" + tail + "host/").text());
    assertNull(Urls.read("https://" + tail));
    assertNull(Urls.read("x:" + "1".repeat(1_000_000)));
  }
}
