package caravan.poll.fetch;

import caravan.model.Request;
import caravan.poll.Failures;
import caravan.poll.Poll;
import caravan.poll.Reply;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Sends one signed request by itself, on the same way as the routes do: same proxy, same rules of
 * TLS, same limits.
 */
@Singleton
public final class OneRequest {

  private final VendorHttp http;

  public OneRequest(VendorHttp http) {
    this.http = http;
  }

  /**
   * Sends a request once.
   *
   * @param request the signed request
   * @param poll the poll that it belongs to; it goes to the endpoint of its target only
   * @throws IOException as {@link Failures#error} understands it
   */
  public Reply send(Request request, Poll poll) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(Poll.class.getName(), poll);
    return send(request, context);
  }

  /**
   * Sends a request that belongs to no poll once.
   *
   * @param endpoint the only place where it may go
   * @throws IOException as {@link Failures#error} understands it
   */
  public Reply send(Request request, URI endpoint) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(URI.class.getName(), endpoint);
    return send(request, context);
  }

  private Reply send(Request request, HttpClientContext context) throws IOException {
    HttpClientBuilder builder = HttpClientBuilder.create();
    http.configureHttpClient(builder);
    try (CloseableHttpClient client = builder.build()) {
      return client.execute(toSend(request), context, OneRequest::reply);
    }
  }

  static HttpUriRequestBase toSend(Request request) {
    String url = request.query().isEmpty() ? request.url() : request.url() + "?" + request.query();
    HttpUriRequestBase toSend = new HttpUriRequestBase(request.method(), URI.create(url));
    request.headers().forEach(toSend::setHeader);
    if (request.body().length > 0 || request.method().equals("POST")) {
      toSend.setEntity(new ByteArrayEntity(request.body(), null));
    }
    return toSend;
  }

  static Reply reply(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : entity.getContent().readAllBytes();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      headers.put(header.getName(), header.getValue());
    }
    return new Reply(response.getCode(), headers, body);
  }
}
