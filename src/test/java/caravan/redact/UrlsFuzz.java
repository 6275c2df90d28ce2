package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Any text as a URL: what is left of it has no user info, no query and no fragment. */
public final class UrlsFuzz implements FuzzTarget {

  private static final Pattern START = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//");

  @Override
  public boolean takes(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Urls.Url url = Urls.read(text);
    if (url == null) {
      return false;
    }
    String left = url.text();
    assertFalse(left.contains("?") || left.contains("#"), left);
    Matcher start = START.matcher(left);
    int authority = start.lookingAt() ? start.end() : 0;
    int path = left.indexOf('/', authority);
    String host = left.substring(authority, path < 0 ? left.length() : path);
    assertFalse(host.contains("@"), left);
    assertTrue(left.length() <= text.length());
    assertEquals(!left.equals(text), url.redacted());
    assertEquals(new Urls.Url(left, false, url.insecure()), Urls.read(left), "not stable");
    return true;
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "http://sample/cert",
            "https://u:p@host:8443/a/b?sign=x#y",
            "//host/path",
            "host/path@x",
            "a@b@host",
            "https://[2001:db8::1]:443/x",
            "https://host/redirect/http://u:p@other",
            "https://host:99999999/")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
