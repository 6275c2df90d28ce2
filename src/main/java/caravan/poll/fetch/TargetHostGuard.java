package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Restricts each request to the endpoint of its poll's target, whatever a header of a route or an
 * answer says. This is the last check before a connection is made.
 */
final class TargetHostGuard implements ExecChainHandler {

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    HttpHost called = scope.route.getTargetHost();
    URI allowed = allowed(scope);
    if (allowed == null) {
      throw foreign(called, "but it belongs to no poll");
    }
    if (!same(called, allowed) || !isFor(called, request.getAuthority())) {
      throw foreign(called, "but the endpoint of its target is " + allowed);
    }
    return chain.proceed(request, scope);
  }

  /** Where a request may go; null when nobody says. */
  private static URI allowed(ExecChain.Scope scope) {
    Poll poll = poll(scope);
    return poll != null
        ? poll.scope().endpoint()
        : scope.clientContext.getAttribute(URI.class.getName()) instanceof URI one ? one : null;
  }

  /** The context holds the exchange of a route, or the poll itself for {@link OneRequest}. */
  static Poll poll(ExecChain.Scope scope) {
    if (scope.clientContext.getAttribute(Poll.class.getName()) instanceof Poll poll) {
      return poll;
    }
    Object exchange = scope.clientContext.getAttribute(Exchange.class.getName());
    return exchange instanceof Exchange known ? known.getProperty("poll", Poll.class) : null;
  }

  private static boolean same(HttpHost called, URI allowed) {
    return called.getSchemeName().equalsIgnoreCase(allowed.getScheme())
        && bare(called.getHostName()).equalsIgnoreCase(bare(allowed.getHost()))
        && port(called.getSchemeName(), called.getPort())
            == port(allowed.getScheme(), allowed.getPort());
  }

  /** Whether the request as written names the host it goes to. */
  private static boolean isFor(HttpHost called, URIAuthority written) {
    return written == null
        || written.getUserInfo() == null
            && bare(written.getHostName()).equalsIgnoreCase(bare(called.getHostName()))
            && port(called.getSchemeName(), written.getPort())
                == port(called.getSchemeName(), called.getPort());
  }

  /** Removes the brackets that an IPv6 address may have. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String scheme, int port) {
    if (port >= 0) {
      return port;
    }
    return "https".equalsIgnoreCase(scheme) ? 443 : 80;
  }

  private static PageFailure foreign(HttpHost called, String why) {
    String message =
        "a request for %s was not sent: a route asked for it, %s. Correct the route files"
            .formatted(called.toURI(), why);
    return new PageFailure(PollError.of(Failure.UNREACHABLE, "foreign_host", message, null), null);
  }

  /** Without a listener, the HTTP component does not put the exchange into the context. */
  @Singleton
  @Named("exchangeInContext")
  public static final class ExchangeInContext implements HttpActivityListener {

    @Override
    public void onRequestSubmitted(
        Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
      // Nothing to do.
    }

    @Override
    public void onResponseReceived(
        Object source,
        Exchange exchange,
        HttpHost host,
        HttpResponse response,
        HttpEntity entity,
        long elapsed) {
      // Nothing to do.
    }
  }
}
