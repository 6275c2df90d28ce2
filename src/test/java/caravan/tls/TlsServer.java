package caravan.tls;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server on a free port of this machine that gives one answer to everything. */
public final class TlsServer implements AutoCloseable {

  /** What it saw of a request: its headers, and the subject of the client's certificate if any. */
  public record Seen(Map<String, List<String>> headers, String client) {}

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final int status;
  private final String body;
  private final Map<String, String> headers;

  private TlsServer(HttpsConfigurator tls, int status, Map<String, String> headers, String body) {
    this.status = status;
    this.body = body;
    this.headers = headers;
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(tls);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** A server with a certificate. */
  public static TlsServer with(Authority.Issued own, String body) {
    return new TlsServer(configurator(own, null), 200, Map.of(), body);
  }

  /**
   * A server that asks for client certificates.
   *
   * @param clients a certificate of the authority that it trusts
   * @param versions the versions of TLS it speaks; its own choice when there are none
   */
  public static TlsServer askingFor(
      Authority.Issued clients, Authority.Issued own, String body, String... versions) {
    return new TlsServer(configurator(own, clients, versions), 200, Map.of(), body);
  }

  /** A server that sends everybody elsewhere. */
  public static TlsServer redirecting(Authority.Issued own, String elsewhere) {
    return new TlsServer(configurator(own, null), 302, Map.of("Location", elsewhere), "");
  }

  private static HttpsConfigurator configurator(
      Authority.Issued own, Authority.Issued clients, String... versions) {
    return new HttpsConfigurator(context(own, clients)) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters tls = getSSLContext().getDefaultSSLParameters();
        tls.setNeedClientAuth(clients != null);
        if (versions.length > 0) {
          tls.setProtocols(versions);
        }
        parameters.setSSLParameters(tls);
      }
    };
  }

  private static SSLContext context(Authority.Issued own, Authority.Issued clients) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own.keys(), Authority.Issued.password());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), clients == null ? null : trust(clients), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustManager[] trust(Authority.Issued clients) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.setCertificateEntry("authority", clients.chain()[clients.chain().length - 1]);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private void answer(HttpExchange exchange) throws IOException {
    seen.add(new Seen(Map.copyOf(exchange.getRequestHeaders()), client(exchange)));
    exchange.getRequestBody().readAllBytes();
    headers.forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String client(HttpExchange exchange) {
    try {
      return ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  /** TCP port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Requests that came through. */
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
