package caravan.poll.fetch;

import caravan.model.Request;
import caravan.poll.Reply;
import caravan.targets.MachineCredentials;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks the metadata service of the machine: in the clear and without the proxy, which is on another
 * machine. It goes nowhere but to the addresses where clouds keep the credentials of machines, and
 * to this machine itself.
 */
@Singleton
public final class MetadataRequest {

  private static final Timeout CONNECT = Timeout.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 64 * 1024;

  private final boolean anywhere;

  /** {@code caravan.http.allow-plain} allows other addresses too, for simulators. */
  public MetadataRequest(HttpSettings settings) {
    this.anywhere = settings.allowPlain();
  }

  /** Sends a request once; throws an IOException when there is no answer within seconds. */
  public Reply send(Request request) throws IOException {
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .setDefaultCookieSpecRegistry(name -> null)
            .disableAuthCaching()
            .disableContentCompression()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new MachineNames(anywhere))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(Timeout.of(ANSWER))
                            .build())
                    .build())
            .addExecInterceptorFirst("read-body", new BodyReader(MAX_BYTES, ANSWER));
    try (CloseableHttpClient client = builder.build()) {
      return client.execute(OneRequest.toSend(request), OneRequest::reply);
    }
  }

  /** Refuses what is no metadata service: the answer of anybody else would be believed. */
  private record MachineNames(boolean anywhere) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
      for (InetAddress address : addresses) {
        if (!anywhere && !address.isLoopbackAddress() && !MachineCredentials.areAt(address)) {
          throw new UnknownHostException(
              "the name %s leads to %s, where no metadata service is"
                  .formatted(host, address.getHostAddress()));
        }
      }
      return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
    }
  }
}
