package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Explains why no connection could be made. It is part of the client, because only the client knows
 * whether it was calling the vendor's host or the proxy.
 */
final class NetworkFailures implements ExecChainHandler {

  private final TlsFailures tls;

  NetworkFailures(TlsFailures tls) {
    this.tls = tls;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    try {
      return chain.proceed(request, scope);
    } catch (PageFailure known) {
      throw known;
    } catch (IOException failure) {
      PollError error = error(scope, failure);
      if (error == null) {
        throw failure;
      }
      PageFailure explained = new PageFailure(error, null);
      explained.initCause(failure);
      throw explained;
    }
  }

  /** The error of a failure to connect, or null for any other. */
  private PollError error(ExecChain.Scope scope, IOException failure) {
    if (failure instanceof SettingFile.Unusable) {
      return PollError.of(Failure.UNREACHABLE, "unusable_file", failure.getMessage(), null);
    }
    if (failure instanceof VendorNames.Refused) {
      String message = failure.getMessage() + ". Correct the endpoint, or the name server";
      return PollError.of(Failure.UNREACHABLE, "forbidden_address", message, null);
    }
    if (failure instanceof SSLException untrusted) {
      return tls.error(scope.route.getTargetHost().toHostString(), untrusted);
    }
    PollError error = connecting(scope, failure);
    if (error == null || scope.route.getProxyHost() == null) {
      return error;
    }
    String proxy = scope.route.getProxyHost().toHostString();
    String remedy = ". See caravan.http.proxy-host and caravan.http.proxy-port";
    String message = "the proxy " + proxy + " cannot be reached: " + error.message() + remedy;
    return PollError.of(Failure.TRANSPORT, "proxy_unreachable", message, null);
  }

  private static PollError connecting(ExecChain.Scope scope, IOException failure) {
    String message = TlsFailures.plain(failure.getMessage());
    if (failure instanceof UnknownHostException) {
      String name = scope.route.getHopTarget(0).getHostName();
      String unknown = "no address is known for the name " + name;
      return PollError.of(Failure.TRANSPORT, "unknown_host", unknown, null);
    }
    if (failure instanceof ConnectTimeoutException) {
      return PollError.of(Failure.TIMEOUT, "connect_timeout", message, null);
    }
    if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      boolean refused = message.toLowerCase(Locale.ROOT).contains("refused");
      String code = refused ? "connection_refused" : "unreachable";
      return PollError.of(Failure.TRANSPORT, code, message, null);
    }
    return null;
  }
}
