package caravan.targets;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Checks addresses that override those of APIs. Never shows one: it may hold a password. */
record Endpoints(boolean allowPlainHttp) {

  private static final String KEY = "endpoint";
  private static final String REMEDY =
      "Write scheme and host only, for example https://mongodb.tencentcloudapi.com.";
  private static final String PLAIN = "credentials would travel unencrypted";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::|(0{1,4}:){7})0{0,3}1]");

  /** An address in digits; what else the system takes for one does not count as a host. */
  private static final Pattern DIGITS = Pattern.compile("\\[.*]|[0-9]+(\\.[0-9]+){3}");

  /** One number, hexadecimal, or with a part that may be octal. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("[0-9]+|0[xX].*|([0-9]+\\.)*0[0-9]+(\\.[0-9]+)*");

  private static final Pattern ZONE = Pattern.compile("%[^]]*");

  /** The endpoint of an account or target, or null when there is none or it is not usable. */
  String read(Section section) {
    String text = section.text(KEY, null);
    if (text == null) {
      return null;
    }
    String mistake = mistake(text);
    if (mistake != null) {
      section.problem(KEY, mistake, mistake.equals(PLAIN) ? "Write https:// instead." : REMEDY);
    }
    return mistake == null ? text : null;
  }

  /**
   * The address of a metadata service, which may be where clouds keep the credentials of machines,
   * in the clear; or null when there is none or it is not usable.
   */
  String readMachine(Section section) {
    String text = section.text(KEY, null);
    String mistake = text == null ? null : mistake(text, true);
    if (mistake != null) {
      section.problem(KEY, mistake, "Write for example http://169.254.169.254.");
    }
    return mistake == null ? text : null;
  }

  private String mistake(String text) {
    return mistake(text, false);
  }

  /** What is wrong with an address, or null. */
  private String mistake(String text, boolean machine) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException notAnAddress) {
      return "the value is not an address";
    }
    if (uri.getRawUserInfo() != null) {
      return "the address holds a user name or password";
    }
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return "the address holds more than scheme, host and port";
    }
    if (uri.getHost() == null
        || AMBIGUOUS.matcher(uri.getHost()).matches()
        || uri.getRawAuthority().endsWith(":")) {
      return "the address has no usable host";
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return "the port is not from 1 to 65535";
    }
    if (machine) {
      // Where a name leads is seen when it is called.
      return null;
    }
    if (hasMachineCredentials(uri.getHost())) {
      return "at this address clouds keep the credentials of machines";
    }
    boolean plain = "http".equals(uri.getScheme()) && !allowPlainHttp;
    return plain && !LOOPBACK.matcher(uri.getHost()).matches() ? PLAIN : null;
  }

  /** Names are looked up when they are called. */
  private static boolean hasMachineCredentials(String host) {
    return DIGITS.matcher(host).matches()
        && MachineCredentials.areAt(
            MachineCredentials.literal(ZONE.matcher(host).replaceFirst("")));
  }
}
