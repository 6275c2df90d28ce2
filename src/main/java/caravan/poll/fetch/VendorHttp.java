package caravan.poll.fetch;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sets the HTTP client up for signed requests: nothing is repeated, redirected or remembered behind
 * our back, and every answer is read within bounds.
 */
@Singleton
@Named("vendorHttp")
public final class VendorHttp implements HttpClientConfigurer {

  private static final int MAX_CONNECTIONS = 1_000;

  /** Far above what any vendor sends; the client itself would read headers without an end. */
  private static final int MAX_HEADERS = 500;

  private static final int MAX_HEADER = 64 * 1024;
  private static final TimeValue IDLE = TimeValue.ofSeconds(10);
  private static final TimeValue LOOKED_AT_AFTER = TimeValue.ofMilliseconds(100);

  private final HttpSettings settings;
  private final VendorTls tls;
  private final EgressProxy proxy;

  @Inject
  public VendorHttp(HttpSettings settings, VendorTls tls, EgressProxy proxy) {
    this.settings = settings;
    this.tls = tls;
    this.proxy = proxy;
  }

  /**
   * Connections for the component, which would else read all authorities that Java trusts to make
   * some of its own. None is ever opened: {@link #configureHttpClient} puts others in their place.
   */
  @Produces
  @Singleton
  @Named("unusedConnections")
  HttpClientConnectionManager unusedConnections() {
    return connections();
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client
        // A signed request must not be sent twice: nonces are refused, dates drift out of the
        // window.
        .disableAutomaticRetries()
        // Credentials must not follow a redirect to another host.
        .disableRedirectHandling()
        // Accounts share this client; a cookie of one must not reach another.
        .disableCookieManagement()
        // Nor is the list read of who may set cookies for whom, at every start.
        .setDefaultCookieSpecRegistry(name -> null)
        .disableAuthCaching()
        .disableConnectionState()
        .setUserAgent(settings.userAgent())
        .setConnectionManager(connections())
        .setConnectionManagerShared(false)
        .evictExpiredConnections()
        .evictIdleConnections(IDLE)
        .setRoutePlanner(proxy.routes())
        .addExecInterceptorAfter(ChainElement.CONNECT.name(), "reached", ProxyAnswers::reached)
        // Each further one stands before the one above it.
        .addExecInterceptorFirst(
            "read-body",
            new BodyReader(
                settings.maxPageBytes(), Duration.ofMillis(settings.responseTimeoutMs())))
        .addExecInterceptorFirst("proxy-answers", new ProxyAnswers(proxy))
        .addExecInterceptorFirst(
            "network-failures", new NetworkFailures(new TlsFailures(settings.caOnly())))
        .addExecInterceptorFirst("only-to-target", new TargetHostGuard());
  }

  /**
   * A vendor may close a connection that waits for the next poll. Since no request is repeated, one
   * that has waited is looked at before it is used, and none waits for long.
   */
  private PoolingHttpClientConnectionManager connections() {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnPerRoute(settings.maxConnectionsPerHost())
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setTlsSocketStrategy(tls)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxLineLength(MAX_HEADER)
                        .build())
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofMilliseconds(settings.connectTimeoutMs()))
                .setSocketTimeout(Timeout.ofMilliseconds(settings.responseTimeoutMs()))
                .setValidateAfterInactivity(LOOKED_AT_AFTER)
                .build())
        .build();
  }
}
