package caravan.fetch;

import caravan.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHost;

/**
 * Sets the HTTP client up for signed requests: nothing is repeated, redirected or remembered behind
 * our back, and every answer is read within bounds.
 */
@Singleton
@Named("vendorHttp")
public final class VendorHttp implements HttpClientConfigurer {

  private final Settings settings;

  /** With the limits of {@code caravan.http}. */
  @Inject
  public VendorHttp(Settings settings) {
    this.settings = settings;
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
        .disableAuthCaching()
        .disableConnectionState()
        .setUserAgent("caravan")
        .addExecInterceptorFirst(
            "read-body",
            new BodyReader(
                settings.http().pageBytes(),
                Duration.ofMillis(settings.http().responseTimeoutMs())));
    settings
        .http()
        .proxyHost()
        .ifPresent(host -> client.setProxy(new HttpHost(host, settings.http().proxyPort())));
  }
}
