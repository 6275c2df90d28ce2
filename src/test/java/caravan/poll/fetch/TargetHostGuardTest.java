package caravan.poll.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request goes to the endpoint of its poll's target, and nowhere else. */
class TargetHostGuardTest {

  private Simulator vendor;
  private CloseableHttpClient client;

  @BeforeEach
  void start() {
    vendor = Simulator.start();
    client = Polled.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    vendor.close();
  }

  private PollError refused(String url, HttpClientContext context) {
    PageFailure failure =
        assertThrows(
            PageFailure.class,
            () -> client.execute(new HttpGet(url), context, response -> response.getCode()));
    assertEquals("foreign_host", failure.error().code());
    assertFalse(failure.error().retryable());
    assertEquals(List.of(), vendor.calls());
    return failure.error();
  }

  @Test
  void endpointOfTheTargetIsCalled() throws IOException {
    client.execute(
        new HttpGet(vendor.endpoint() + "/v5/x"), Polled.to(vendor.endpoint()), response -> 0);
    assertEquals(1, vendor.calls().size());
  }

  @Test
  void anotherHostIsNot() {
    PollError error = refused(vendor.endpoint(), Polled.to("https://vpn.example.org"));
    assertTrue(error.message().contains(vendor.endpoint()), error.message());
    assertTrue(error.message().contains("https://vpn.example.org"), error.message());
  }

  @Test
  void anotherPortOrSchemeOfTheHostIsNot() {
    refused("http://127.0.0.1:1", Polled.to(vendor.endpoint()));
    refused(vendor.endpoint(), Polled.to("https://127.0.0.1:" + vendor.port()));
    refused("http://127.0.0.1", Polled.to("https://127.0.0.1"));
  }

  @Test
  void userBeforeTheHostIsNot() {
    refused("http://user:EXAMPLE@127.0.0.1:" + vendor.port(), Polled.to(vendor.endpoint()));
  }

  @Test
  void requestThatNamesAnotherHostThanItGoesToIsNot() {
    HttpHost here = new HttpHost("http", "127.0.0.1", vendor.port());
    PageFailure failure =
        assertThrows(
            PageFailure.class,
            () ->
                client.execute(
                    here,
                    new HttpGet(URI.create("http://vpn.example.org/")),
                    Polled.to(vendor.endpoint()),
                    response -> 0));
    assertEquals("foreign_host", failure.error().code());
    assertEquals(List.of(), vendor.calls());
  }

  @Test
  void requestOfNoPollIsNot() {
    refused(vendor.endpoint(), HttpClientContext.create());
  }

  @ParameterizedTest
  @CsvSource({
    "https://vpn.invalid, https://vpn.invalid:443",
    "https://VPN.invalid:443, https://vpn.invalid",
    "https://vpn.invalid/, https://vpn.invalid",
    "http://[::1]:1, http://[::1]:1"
  })
  void spellingOfAnEndpointIsNoMatter(String url, String endpoint) {
    PageFailure failure =
        assertThrows(
            PageFailure.class,
            () -> client.execute(new HttpGet(url), Polled.to(endpoint), response -> 0));
    assertTrue(
        List.of("unknown_host", "connection_refused", "unreachable")
            .contains(failure.error().code()),
        failure.error()::toString);
  }
}
