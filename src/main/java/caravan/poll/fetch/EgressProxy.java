package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The HTTP proxy to the vendors: which hosts are called through it, and with which password. It
 * tunnels TLS, so it sees only host names. Its own answers become errors; a refused tunnel would
 * otherwise look like the vendor's answer.
 */
@Singleton
public final class EgressProxy implements ExecChainHandler {

  private static final String USER = "caravan.http.proxy-user";
  private static final String PASSWORD = "caravan.http.proxy-password";
  private static final String REACHED = EgressProxy.class.getName();
  private static final Pattern NAME = Pattern.compile("[\\w.:-]+");
  private static final Pattern WILDCARD = Pattern.compile("^(\\*?\\.)");

  private final HttpHost proxy;
  private final String user;
  private final Password password;
  private final List<String> direct;

  /** Throws an IllegalArgumentException if settings under {@code caravan.http} conflict. */
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
    String name = WILDCARD.matcher(entry.strip()).replaceFirst("").toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "caravan.http.no-proxy must be host names or addresses, separated by commas: \""
              + entry.strip()
              + "\" is none");
    }
    return name;
  }

  /** Routes each host through the proxy, unless it is excepted. */
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

  /** Runs after the step that connects: a request that gets here reaches the vendor. */
  static ClassicHttpResponse reached(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    scope.clientContext.setAttribute(REACHED, true);
    return chain.proceed(request, scope);
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (scope.route.getProxyHost() == null) {
      return chain.proceed(request, scope);
    }
    if (user != null) {
      // Sent with the first request: else each signed request would go to the proxy twice.
      BasicScheme scheme = new BasicScheme();
      scheme.initPreemptive(new UsernamePasswordCredentials(user, password.read()));
      scope.clientContext.getAuthExchange(proxy).select(scheme);
    }
    ClassicHttpResponse response = chain.proceed(request, scope);
    boolean reached = scope.clientContext.getAttribute(REACHED) != null;
    boolean login =
        !scope.route.isTunnelled()
            && response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
    if (!reached || login) {
      // Never kept: on a connection without its tunnel the next request would go out in the clear.
      scope.execRuntime.discardEndpoint();
      throw new PageFailure(refused(scope, response.getCode()), null);
    }
    return response;
  }

  private PollError refused(ExecChain.Scope scope, int status) {
    Failure failure = Failure.UNREACHABLE;
    String code = "proxy_refused";
    String remedy = "allow that host and port at the proxy";
    if (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
      code = "proxy_authentication";
      remedy =
          user != null
              ? "it does not accept caravan.http.proxy-user with caravan.http.proxy-password"
              : "it asks for a user, set caravan.http.proxy-user and caravan.http.proxy-password";
    } else if (status >= HttpStatus.SC_SERVER_ERROR) {
      failure = Failure.TRANSPORT;
      remedy = "it cannot reach that host now";
    }
    String host = scope.route.getTargetHost().toHostString();
    String message =
        "the proxy %s answered %d to the request for %s: %s"
            .formatted(scope.route.getProxyHost().toHostString(), status, host, remedy);
    return PollError.of(failure, code, message, null);
  }

  /** What is wrong with the password's file, with the remedy. */
  Optional<String> problem() {
    try {
      if (password != null) {
        password.read();
      }
      return Optional.empty();
    } catch (SettingFile.Unusable unusable) {
      return Optional.of(unusable.getMessage());
    }
  }

  @Override
  public String toString() {
    return "EgressProxy[" + proxy + "]";
  }
}
