package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;

/**
 * Tells what the proxy says from what the vendor says: a tunnel that the proxy refuses would
 * otherwise pass for the vendor's answer, with its status.
 */
final class ProxyAnswers implements ExecChainHandler {

  private static final String REACHED = ProxyAnswers.class.getName();

  private final EgressProxy proxy;

  ProxyAnswers(EgressProxy proxy) {
    this.proxy = proxy;
  }

  /** Stands behind the step that connects: who gets there talks to the vendor. */
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
    proxy.login(scope.clientContext);
    ClassicHttpResponse response = chain.proceed(request, scope);
    boolean reached = scope.clientContext.getAttribute(REACHED) != null;
    boolean asked =
        !scope.route.isTunnelled()
            && response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
    if (!reached || asked) {
      // Never kept: on a connection without its tunnel the next request would go out in the clear.
      scope.execRuntime.discardEndpoint();
      throw new PageFailure(refused(scope, response.getCode()), null);
    }
    return response;
  }

  private PollError refused(ExecChain.Scope scope, int status) {
    String where =
        "the proxy "
            + scope.route.getProxyHost().toHostString()
            + " answered "
            + status
            + " to the request for "
            + NetworkFailures.address(scope);
    if (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
      String remedy =
          proxy.hasLogin()
              ? ": it does not accept caravan.http.proxy-user with caravan.http.proxy-password"
              : ": it asks for a user, set caravan.http.proxy-user and caravan.http.proxy-password";
      return PollError.of(Failure.UNREACHABLE, "proxy_authentication", where + remedy, null);
    }
    boolean later = status >= HttpStatus.SC_SERVER_ERROR;
    String remedy =
        later ? ": it cannot reach that host now" : ": allow that host and port at the proxy";
    return PollError.of(
        later ? Failure.TRANSPORT : Failure.UNREACHABLE, "proxy_refused", where + remedy, null);
  }
}
