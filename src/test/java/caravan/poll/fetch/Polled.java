package caravan.poll.fetch;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.poll.Poll;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;

/** The vendors' HTTP client outside of routes, with requests that belong to a poll. */
final class Polled {

  private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

  private Polled() {}

  /** The client with some settings. */
  static CloseableHttpClient client(String... settings) {
    var all = SettingsFixture.settings(HttpSettings.class, settings);
    HttpClientBuilder builder = HttpClientBuilder.create();
    new VendorHttp(all, new VendorTls(all), new EgressProxy(all)).configureHttpClient(builder);
    return builder.build();
  }

  /** The context of a request of a poll whose target has this endpoint. */
  static HttpClientContext to(String endpoint) {
    return of(Fixtures.poll(Fixtures.target(Fixtures.HUAWEI).endpoint(endpoint).scope()));
  }

  /** The context of a request of a poll. */
  static HttpClientContext of(Poll poll) {
    Exchange exchange = new DefaultExchange(CAMEL);
    exchange.setProperty("poll", poll);
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(Exchange.class.getName(), exchange);
    return context;
  }
}
