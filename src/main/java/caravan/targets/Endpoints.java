package caravan.targets;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Checks the addresses that override those of the APIs. Never shows one: it may hold a password.
 */
final class Endpoints {

  private static final String KEY = "endpoint";
  private static final String REMEDY =
      "Write scheme and host only, for example https://mongodb.tencentcloudapi.com.";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::|(0{1,4}:){7})0{0,3}1]");

  private final boolean allowPlainHttp;

  Endpoints(boolean allowPlainHttp) {
    this.allowPlainHttp = allowPlainHttp;
  }

  /** The endpoint of an account or target, or null when there is none or it is not usable. */
  String read(Section section) {
    String text = section.text(KEY, null);
    if (text == null) {
      return null;
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException notAnAddress) {
      return refuse(section, "the value is not an address", REMEDY);
    }
    if (uri.getRawUserInfo() != null) {
      return refuse(section, "the address holds a user name or password", REMEDY);
    }
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return refuse(section, "the address holds more than scheme, host and port", REMEDY);
    }
    if (uri.getHost() == null || uri.getRawAuthority().endsWith(":")) {
      return refuse(section, "the address has no usable host", REMEDY);
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return refuse(section, "the port is not from 1 to 65535", REMEDY);
    }
    if ("http".equals(uri.getScheme()) && !allowPlainHttp && !loopback(uri)) {
      return refuse(section, "credentials would travel unencrypted", "Write https:// instead.");
    }
    return text;
  }

  private static String refuse(Section section, String message, String remedy) {
    section.problem(KEY, message, remedy);
    return null;
  }

  private static boolean loopback(URI uri) {
    return LOOPBACK.matcher(uri.getHost()).matches();
  }
}
