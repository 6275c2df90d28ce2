package caravan.poll.fetch;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The HTTP proxy on the way to the vendors: who is called through it, and with which password. It
 * carries TLS through a tunnel, so it sees the host names and nothing else.
 */
@Singleton
public final class EgressProxy {

  private static final String USER = "caravan.http.proxy-user";
  private static final String PASSWORD = "caravan.http.proxy-password";
  private static final Pattern NAME = Pattern.compile("[\\w.:-]+");
  private static final Pattern UNDER = Pattern.compile("^(\\*?\\.)");

  private final HttpHost proxy;
  private final String user;
  private final Password password;
  private final List<String> direct;

  /**
   * With the settings under {@code caravan.http}.
   *
   * @throws IllegalArgumentException when they do not fit together; names them
   */
  public EgressProxy(HttpSettings http) {
    proxy = http.proxyHost().map(host -> address(host, http.proxyPort())).orElse(null);
    user = http.proxyUser().orElse(null);
    password = Password.of(PASSWORD, http.proxyPassword(), http.proxyPasswordFile());
    direct = http.noProxy().orElse(List.of()).stream().map(EgressProxy::name).toList();
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException(
          USER + " and " + PASSWORD + " (or " + PASSWORD + "-file) go together; set both, or none");
    }
    if (user != null && proxy == null) {
      throw new IllegalArgumentException(
          USER + " is set, but caravan.http.proxy-host is not; set it too");
    }
    if (user != null && user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          USER + " holds a colon, which basic authentication cannot");
    }
  }

  private static HttpHost address(String host, int port) {
    if (!NAME.matcher(host).matches() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "caravan.http.proxy-host and caravan.http.proxy-port must be a host name or address and a"
              + " port, for example proxy.example.org and 3128; user and password have settings of"
              + " their own");
    }
    return new HttpHost("http", host, port);
  }

  private static String name(String entry) {
    String name = UNDER.matcher(entry.strip()).replaceFirst("").toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "caravan.http.no-proxy must be host names or addresses, separated by commas: \""
              + entry.strip()
              + "\" is none");
    }
    return name;
  }

  /** Plans the way to each host: through the proxy, unless the host is excepted. */
  HttpRoutePlanner routes() {
    return new DefaultRoutePlanner(null) {
      @Override
      protected HttpHost determineProxy(HttpHost target, HttpContext context) {
        return isDirect(target.getHostName()) ? null : proxy;
      }
    };
  }

  private boolean isDirect(String host) {
    String called = host.toLowerCase(Locale.ROOT);
    return direct.stream().anyMatch(name -> called.equals(name) || called.endsWith("." + name));
  }

  /** Whether there is a user name for the proxy. */
  boolean hasLogin() {
    return user != null;
  }

  /**
   * Has the password sent with the first request already: otherwise the proxy would see each
   * request twice, and those it is to forward are signed.
   *
   * @throws UnusableFile when the password's file cannot be used
   */
  void login(HttpClientContext context) throws UnusableFile {
    if (user != null) {
      BasicScheme scheme = new BasicScheme();
      scheme.initPreemptive(new UsernamePasswordCredentials(user, password.read()));
      context.getAuthExchange(proxy).select(scheme);
    }
  }

  /** Whether its password can be read. */
  boolean usable() {
    return problem().isEmpty();
  }

  /** What is wrong with the password's file, with the remedy; empty when nothing is. */
  Optional<String> problem() {
    try {
      if (password != null) {
        password.read();
      }
      return Optional.empty();
    } catch (UnusableFile unusable) {
      return Optional.of(unusable.getMessage());
    }
  }

  @Override
  public String toString() {
    return "EgressProxy[" + proxy + "]";
  }
}
