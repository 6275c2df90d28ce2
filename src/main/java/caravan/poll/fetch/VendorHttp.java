package caravan.poll.fetch;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.entity.DeflateInputStreamFactory;
import org.apache.hc.client5.http.entity.GZIPInputStreamFactory;
import org.apache.hc.client5.http.entity.InputStreamFactory;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Configures the HTTP client for signed requests: it repeats, redirects and remembers nothing by
 * itself, and reads every answer within bounds.
 */
@Singleton
@Named("vendorHttp")
public final class VendorHttp implements HttpClientConfigurer {

  private static final int MAX_CONNECTIONS = 1_000;

  /** Above what any vendor sends; the client itself has no bound on headers. */
  private static final int MAX_HEADERS = 100;

  private static final int MAX_HEADER = 8 * 1024;
  private static final int MAX_PAGE = 64 * 1024 * 1024;
  private static final int PAGES_OF_HEAP = 16;
  private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(10);
  private static final TimeValue VALIDATED_AFTER = TimeValue.ofMilliseconds(100);

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
   * Connections that are never opened: {@link #configureHttpClient} replaces them. Without them,
   * the component would load all authorities of the Java runtime to make some of its own.
   */
  @Produces
  @Singleton
  @Named("unusedConnections")
  HttpClientConnectionManager unusedConnections() {
    return connections();
  }

  /** Ready if the files that connections to vendors need can be used. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck network() {
    return () -> {
      boolean usable = tls.usable() && proxy.problem().isEmpty();
      return HealthCheckResponse.named("network")
          .status(usable)
          .withData("problem", tls.problem().or(proxy::problem).orElse("none"))
          .build();
    };
  }

  @Override
  @SuppressWarnings("deprecation")
  public void configureHttpClient(HttpClientBuilder client) {
    // No others: by itself the client takes any codec on the class path, usable or not.
    LinkedHashMap<String, InputStreamFactory> decoders = new LinkedHashMap<>();
    decoders.put("gzip", GZIPInputStreamFactory.getInstance());
    decoders.put("x-gzip", GZIPInputStreamFactory.getInstance());
    decoders.put("deflate", DeflateInputStreamFactory.getInstance());
    client
        // A repeated request would be refused: its nonce is used, or its date is too old.
        .disableAutomaticRetries()
        // Credentials must not follow a redirect to another host.
        .disableRedirectHandling()
        // Accounts share this client; a cookie of one must not reach another.
        .disableCookieManagement()
        // Saves reading the public suffix list at every start.
        .setDefaultCookieSpecRegistry(name -> null)
        .disableAuthCaching()
        .disableConnectionState()
        .setUserAgent(settings.userAgent())
        .setContentDecoderRegistry(decoders)
        .setConnectionManager(connections())
        .setConnectionManagerShared(false)
        .evictExpiredConnections()
        .evictIdleConnections(MAX_IDLE)
        .setRoutePlanner(proxy.routes())
        .addExecInterceptorAfter(ChainElement.CONNECT.name(), "reached", EgressProxy::reached)
        // Each of these runs before the one above it.
        .addExecInterceptorFirst(
            "read-body",
            new BodyReader(
                settings.maxPageBytes().orElseGet(VendorHttp::shareOfHeap),
                Duration.ofMillis(settings.responseTimeoutMs())))
        .addExecInterceptorFirst("proxy-answers", proxy)
        .addExecInterceptorFirst(
            "network-failures", new NetworkFailures(new TlsFailures(settings.caOnly())))
        .addExecInterceptorFirst("only-to-target", new TargetHostGuard());
  }

  private static int shareOfHeap() {
    return (int) Math.min(MAX_PAGE, Runtime.getRuntime().maxMemory() / PAGES_OF_HEAP);
  }

  /**
   * A vendor may close a connection that waits for the next poll. As no request is repeated, idle
   * connections are validated before use and closed soon.
   */
  private PoolingHttpClientConnectionManager connections() {
    Http1Config limits =
        Http1Config.custom().setMaxHeaderCount(MAX_HEADERS).setMaxLineLength(MAX_HEADER).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnPerRoute(settings.maxConnectionsPerHost())
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setTlsSocketStrategy(tls)
        .setDnsResolver(
            new VendorNames(SystemDefaultDnsResolver.INSTANCE, settings.proxyHost().orElse(null)))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofMilliseconds(settings.connectTimeoutMs()))
                .setSocketTimeout(Timeout.ofMilliseconds(settings.responseTimeoutMs()))
                .setValidateAfterInactivity(VALIDATED_AFTER)
                .build())
        .build();
  }
}
