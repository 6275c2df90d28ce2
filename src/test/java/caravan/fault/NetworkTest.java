package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.model.Scope;
import caravan.poll.fetch.HttpSettings;
import caravan.routes.PollingTest;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import caravan.tls.Authority;
import caravan.tls.RawServer;
import caravan.tls.TlsServer;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks fail in ways of their own: a name is gone, a port is closed, a certificate is not the
 * one it should be, or somebody wants the request elsewhere. Nothing may be sent to whoever is not
 * the vendor, nothing may be invented from it, the marker must say what it was, and another account
 * must be polled meanwhile as if nothing were.
 */
@QuarkusTest
@WithTestResource(NetworkFiles.class)
class NetworkTest extends PollingTest {

  private static final String API = Simulator.HUAWEI_CONNECTIONS;
  private static final String NOBODY =
      "{\"connections\":[],\"total_count\":0,\"request_id\":\"r\"}";
  private static final String ONE_CLIENT =
      "{\"RequestId\":\"r\",\"Users\":{\"User\":[{\"OnlineTime\":\"1772366400\","
          + "\"ClientIp\":\"10.0.0.1\"}]}}";

  /** Header and value that a route sets before it fetches; null while it does not. */
  private static final AtomicReference<String[]> STEERED = new AtomicReference<>();

  private static boolean steers;
  private static int scopes;

  @Inject MeterRegistry meters;
  @Inject CamelContext camel;
  @Inject HttpSettings settings;

  private Authority authority;
  private ExecutorService thread;

  @BeforeEach
  void openAuthority() {
    String file = settings.caFile().orElseThrow();
    authority = Authority.of(Path.of(file).getParent(), NetworkFiles.AUTHORITY);
    thread = Executors.newSingleThreadExecutor();
  }

  @AfterEach
  void endThread() {
    thread.shutdownNow();
  }

  private Scope at(String endpoint) {
    String gateway = "net-" + ++scopes;
    return scope(api(API), "0a1b", "cn-north-4", "7c6f", gateway, null, 0, endpoint);
  }

  private double requests(String outcome) {
    Counter counter =
        meters.find("caravan.requests").tags("api", API, "outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  /** Polls a scope, and one of another account and vendor at the same time, which must not mind. */
  private Published pollBesideAnother(Scope scope) throws Exception {
    simulator.answerAlways(
        call -> call.api().equals(Simulator.ALIBABA_ONLINE_CLIENTS),
        call -> Answer.of(200, ONE_CLIENT));
    Scope other =
        scope(
            api(Simulator.ALIBABA_ONLINE_CLIENTS), "1", "cn-shanghai", null, "sag-" + scopes, "a");
    Future<Published> troubled = thread.submit(() -> poll(scope));
    Published fine = poll(other);
    assertComplete(fine);
    assertEquals(2, fine.events().size());
    return troubled.get();
  }

  private JsonNode assertFailed(
      String endpoint, String reason, String code, boolean retryable, String... words)
      throws Exception {
    // Given
    double before = requests(reason);
    double answered = requests("ok");

    // When
    Published published = pollBesideAnother(at(endpoint));

    // Then
    JsonNode report = published.report();
    JsonNode error = report.get("error");
    assertEquals("snapshot.incomplete", published.marker());
    assertEquals("failed", report.get("status").textValue());
    assertEquals(reason, report.get("reason").textValue(), error::toString);
    assertEquals(code, error.get("code").textValue(), error::toString);
    assertEquals(retryable, error.get("retryable").booleanValue());
    assertEquals(retryable ? 5 : 1, error.get("attempts").intValue());
    assertEquals(1, published.events().size(), "the marker and nothing else");
    assertEquals(List.of(), published.letters());
    assertEquals(before + (retryable ? 5 : 1), requests(reason));
    assertEquals(answered, requests("ok"));
    for (String word : words) {
      String message = error.path("message").textValue();
      assertTrue(message.contains(word), () -> word + " in: " + message);
    }
    return error;
  }

  private void assertTlsFailed(Authority.Issued certificate, String words) throws Exception {
    try (TlsServer server = TlsServer.with(certificate, NOBODY)) {
      assertFailed(
          "https://localhost:" + server.port(), "transport", "tls", false, "localhost", words);
      assertEquals(List.of(), server.seen(), "no request went to it");
    }
  }

  /** The name of the endpoint is not known to any name server. */
  @Test
  void nameThatIsNotKnown() throws Exception {
    assertFailed(
        "https://vpn.nowhere.invalid",
        "transport",
        "unknown_host",
        true,
        "no address is known for the name vpn.nowhere.invalid");
  }

  /** The machine is there, and nobody listens. */
  @Test
  void connectionThatIsRefused() throws Exception {
    int port = Broker.freePort();
    assertFailed(
        "https://localhost:" + port, "transport", "connection_refused", true, "localhost:" + port);
  }

  /** The certificate was issued by somebody nobody here trusts. */
  @Test
  void certificateOfAStranger(@TempDir Path folder) throws Exception {
    assertTlsFailed(Authority.in(folder, "stranger").forHost("localhost"), "is not trusted");
  }

  /** The certificate is good, but for another host. */
  @Test
  void certificateOfAnotherHost() throws Exception {
    assertTlsFailed(authority.forHost("vpn.example.org"), "is for another name");
  }

  /** The certificate was good until ten days ago. */
  @Test
  void certificateThatHasExpired() throws Exception {
    assertTlsFailed(
        authority.issue(
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keyalg",
            "EC",
            "-startdate",
            "-20d",
            "-validity",
            "10"),
        "has expired");
  }

  /** The server speaks TLS 1.1 and nothing newer. */
  @Test
  void versionThatIsTooOld() throws Exception {
    try (RawServer server = RawServer.choosingOldTls()) {
      assertFailed(
          "https://localhost:" + server.port(),
          "transport",
          "tls",
          false,
          "no version of TLS from 1.2 on");
    }
  }

  /** The server breaks off in the middle of the handshake: that may be over in a moment. */
  @Test
  void handshakeThatBreaksOff() throws Exception {
    try (RawServer server = RawServer.hangingUp()) {
      assertFailed("https://localhost:" + server.port(), "transport", "tls", true);
    }
  }

  /**
   * The vendor's host answers with the address of another; the signed request does not go there.
   */
  @Test
  void redirect() throws Exception {
    Authority.Issued certificate = authority.forHost("localhost");
    try (TlsServer elsewhere = TlsServer.with(certificate, NOBODY);
        TlsServer server =
            TlsServer.redirecting(certificate, "https://localhost:" + elsewhere.port() + "/")) {
      assertFailed("https://localhost:" + server.port(), "vendor_error", "redirect", false);
      assertEquals(1, server.seen().size());
      assertEquals(List.of(), elsewhere.seen());
    }
  }

  /** A gateway with a private authority that wants to know who calls: both are in files. */
  @Test
  void gatewayThatAsksForACertificateIsPolled() throws Exception {
    // Given
    Authority.Issued certificate = authority.forHost("localhost");
    double answered = requests("ok");
    try (TlsServer gateway = TlsServer.askingFor(certificate, certificate, NOBODY)) {
      // When
      Published published = pollBesideAnother(at("https://localhost:" + gateway.port()));

      // Then
      assertComplete(published);
      assertEquals("CN=caravan", gateway.seen().get(0).client());
      assertEquals(answered + 1, requests("ok"));
    }
  }

  /** A vendor's answer tries to steer the next request by headers that Camel understands. */
  @Test
  void answerThatNamesAnotherHostInAHeader() throws Exception {
    // Given
    String page =
        "{\"connections\":[{\"connection_id\":\"c\",\"client_ip\":\"203.0.113.9\","
            + "\"client_virtual_ip\":\"172.16.8.4\",\"client_user_name\":\"alice\","
            + "\"inbound_packets\":1,\"outbound_packets\":2,\"inbound_bytes\":3,"
            + "\"outbound_bytes\":4,\"timestamp\":\"2026-03-01T11:59:48Z\","
            + "\"connection_established_time\":\"2026-03-01T11:00:00.000Z\"}],"
            + "\"total_count\":1,\"request_id\":\"r\"}";
    try (Simulator elsewhere = Simulator.start()) {
      simulator.answer(
          API,
          Answer.of(200, page)
              .header(Exchange.HTTP_URI, elsewhere.endpoint())
              .header(Exchange.REST_HTTP_URI, elsewhere.endpoint())
              .header(Exchange.HTTP_PATH, "/steal"),
          Answer.of(200, NOBODY.replace(":0", ":1")));

      // When
      Published published = poll(scope(api(API), "0a1b", "cn-north-4", "7c6f", "steered", null, 1));

      // Then
      assertComplete(published);
      assertEquals(2, simulator.calls(API).size());
      assertEquals(List.of(), elsewhere.calls());
    }
  }

  /** A mounted route sends the signed request to a host of its own choice, by each of the ways. */
  @ParameterizedTest
  @ValueSource(strings = {Exchange.HTTP_URI, Exchange.REST_HTTP_URI})
  void routeThatNamesAnotherHost(String header) throws Exception {
    try (Simulator elsewhere = Simulator.start()) {
      STEERED.set(new String[] {header, elsewhere.endpoint()});
      steer();
      assertFailed(
          "http://vpn.cn-north-4.myhuaweicloud.com",
          "transport",
          "foreign_host",
          false,
          elsewhere.endpoint(),
          "vpn.cn-north-4.myhuaweicloud.com");
      assertEquals(List.of(), elsewhere.calls());
      assertEquals(List.of(), simulator.calls(API));
    } finally {
      STEERED.set(null);
    }
  }

  private void steer() throws Exception {
    if (!steers) {
      steers = true;
      AdviceWith.adviceWith(
          camel,
          API + "-poll",
          route ->
              route
                  .weaveById(API + "-fetch")
                  .before()
                  .process(
                      exchange -> {
                        String[] to = STEERED.get();
                        if (to != null) {
                          exchange.getMessage().setHeader(to[0], to[1]);
                        }
                      }));
    }
  }
}
