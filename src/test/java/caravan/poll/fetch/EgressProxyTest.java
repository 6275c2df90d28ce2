package caravan.poll.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.broker.Broker;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.tls.Authority;
import caravan.tls.Proxy;
import caravan.tls.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through a proxy that asks for a password, over tunnels and without. */
class EgressProxyTest {

  private static final String VENDOR = "vpn.example.org";
  private static final String PASSWORD = "EXAMPLE-s3cret:of/the proxy";

  @TempDir static Path folder;

  private static Authority authority;
  private static Authority.Issued certificate;

  private TlsServer vendor;
  private Proxy proxy;
  private Path password;

  @BeforeAll
  static void issue() throws IOException {
    authority = Authority.in(folder, "authority");
    certificate = authority.forHost(VENDOR);
    Files.writeString(folder.resolve("ca.pem"), authority.pem());
  }

  @BeforeEach
  void start() throws IOException {
    vendor = TlsServer.with(certificate, "{}");
    proxy = new Proxy(vendor.port()).asking("caravan", PASSWORD);
    password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    vendor.close();
  }

  private CloseableHttpClient client(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "caravan.http.ca-file",
                folder.resolve("ca.pem").toString(),
                "caravan.http.proxy-host",
                "127.0.0.1",
                "caravan.http.proxy-port",
                Integer.toString(proxy.port())));
    all.addAll(List.of(settings));
    return Polled.client(all.toArray(String[]::new));
  }

  private CloseableHttpClient clientWithLogin() {
    return client(
        "caravan.http.proxy-user",
        "caravan",
        "caravan.http.proxy-password-file",
        password.toString());
  }

  private static int status(CloseableHttpClient client, String endpoint) throws IOException {
    return client.execute(
        new HttpGet(endpoint + "/v5?limit=1"), Polled.to(endpoint), response -> response.getCode());
  }

  private PollError refused(CloseableHttpClient client) throws IOException {
    try (client) {
      PollError error =
          assertThrows(PageFailure.class, () -> status(client, "https://" + VENDOR)).error();
      assertEquals("transport", error.reason());
      assertFalse(error.message().contains("EXAMPLE"), error.message());
      assertEquals(List.of(), vendor.seen());
      return error;
    }
  }

  @Test
  void tunnelIsOpenedWithThePasswordAndTheVendorNeverSeesIt() throws IOException {
    try (CloseableHttpClient client = clientWithLogin()) {
      assertEquals(200, status(client, "https://" + VENDOR));
      assertEquals(200, status(client, "https://" + VENDOR));
    }
    assertEquals(1, proxy.heads().size(), "one tunnel for both, and no first try without password");
    assertTrue(proxy.heads().get(0).startsWith("CONNECT vpn.example.org:443 HTTP/1.1\r\n"));
    assertEquals(2, vendor.seen().size());
    vendor.seen().forEach(seen -> assertFalse(seen.headers().containsKey("Proxy-authorization")));
  }

  @Test
  void plainRequestIsSentToTheProxyOnceWithThePassword() throws IOException {
    try (CloseableHttpClient client = clientWithLogin()) {
      assertEquals(200, status(client, "http://" + VENDOR));
    }
    assertEquals(1, proxy.heads().size());
    assertTrue(proxy.heads().get(0).startsWith("GET http://vpn.example.org/v5?limit=1 HTTP/1.1"));
  }

  @Test
  void passwordThatIsReplacedIsSeenWithoutARestart() throws IOException {
    try (CloseableHttpClient client = clientWithLogin()) {
      Authority.replace(password, "EXAMPLE-old");
      assertThrows(PageFailure.class, () -> status(client, "https://" + VENDOR));
      Authority.replace(password, PASSWORD);
      assertEquals(200, status(client, "https://" + VENDOR));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void wrongPasswordIsTheFaultOfTheSettingAndNotOfTheVendor(String scheme) throws IOException {
    try (CloseableHttpClient client =
        client("caravan.http.proxy-user", "caravan", "caravan.http.proxy-password", "EXAMPLE")) {
      PageFailure failure =
          assertThrows(PageFailure.class, () -> status(client, scheme + "://" + VENDOR));
      PollError error = failure.error();
      assertEquals("proxy_authentication", error.code());
      assertEquals("transport", error.reason());
      assertFalse(error.retryable());
      assertTrue(error.message().contains("caravan.http.proxy-password"), error.message());
      assertTrue(error.message().contains("407"), error.message());
    }
    assertEquals(1, proxy.heads().size(), "a refused password is not tried again");
  }

  @Test
  void missingPasswordIsToldFromAWrongOne() throws IOException {
    PollError error = refused(client());
    assertEquals("proxy_authentication", error.code());
    assertTrue(error.message().contains("asks for a user"), error.message());
  }

  @ParameterizedTest
  @CsvSource({"403, false, allow that host", "503, true, cannot reach that host now"})
  void tunnelThatIsRefusedIsNotTheVendorsAnswer(int status, boolean retryable, String words)
      throws IOException {
    proxy.refusing(status);
    PollError error = refused(clientWithLogin());
    assertEquals("proxy_refused", error.code());
    assertEquals(retryable, error.retryable());
    assertTrue(error.message().contains(words), error.message());
    assertTrue(error.message().contains(VENDOR + ":443"), error.message());
    assertEquals(null, error.httpStatus());
  }

  @Test
  void connectionWithoutItsTunnelIsNotUsedForTheNextRequest() throws IOException {
    proxy.refusing(403);
    try (CloseableHttpClient client = clientWithLogin()) {
      assertThrows(PageFailure.class, () -> status(client, "https://" + VENDOR));
      assertThrows(PageFailure.class, () -> status(client, "https://" + VENDOR));
    }
    assertEquals(2, proxy.heads().size());
    proxy.heads().forEach(head -> assertTrue(head.startsWith("CONNECT "), head));
  }

  @Test
  void proxyThatIsNotThereIsToldFromAVendorThatIsNot() throws IOException {
    PollError error =
        refused(client("caravan.http.proxy-port", Integer.toString(Broker.freePort())));
    assertEquals("proxy_unreachable", error.code());
    assertTrue(error.retryable());
    assertTrue(error.message().contains("caravan.http.proxy-host"), error.message());
  }

  @Test
  void proxyWithoutAnAddressIsNamed() throws IOException {
    PollError error = refused(client("caravan.http.proxy-host", "nowhere.invalid"));
    assertEquals("proxy_unreachable", error.code());
    assertTrue(
        error.message().contains("no address is known for the name nowhere.invalid"),
        error.message());
  }

  @Test
  void certificateIsCheckedThroughATunnelToo() throws IOException {
    try (CloseableHttpClient client = clientWithLogin()) {
      PageFailure failure =
          assertThrows(PageFailure.class, () -> status(client, "https://other.example.org"));
      assertEquals("tls", failure.error().code());
      assertTrue(failure.error().message().contains("is for another name"));
    }
    assertEquals(List.of(), vendor.seen());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "'example.org, LocalHost', true",
    ".localhost, true",
    "*.localhost, true",
    "host, false",
    "localhost.example.org, false"
  })
  void exceptedHostIsCalledDirectly(String excepted, boolean direct) throws IOException {
    // Given
    proxy.refusing(403);
    try (TlsServer here = TlsServer.with(authority.forHost("localhost"), "{}");
        CloseableHttpClient client = client("caravan.http.no-proxy", excepted)) {
      String endpoint = "https://localhost:" + here.port();

      // When
      if (direct) {
        assertEquals(200, status(client, endpoint));
      } else {
        assertThrows(PageFailure.class, () -> status(client, endpoint));
      }

      // Then
      assertEquals(direct ? 1 : 0, here.seen().size());
      assertEquals(direct ? 0 : 1, proxy.heads().size());
    }
  }

  @Test
  void hostUnderAnExceptedNameIsCalledDirectly() throws IOException {
    proxy.refusing(403);
    try (CloseableHttpClient client = client("caravan.http.no-proxy", "invalid")) {
      PageFailure failure =
          assertThrows(PageFailure.class, () -> status(client, "https://deep.nowhere.invalid"));
      assertEquals("unknown_host", failure.error().code());
    }
    assertEquals(List.of(), proxy.heads());
  }

  @Test
  void passwordFileThatIsMissingIsNamedAndNothingIsSent() throws IOException {
    Files.delete(password);
    PollError error = refused(clientWithLogin());
    assertEquals("unusable_file", error.code());
    assertTrue(error.message().contains(password + " does not exist"), error.message());
    assertEquals(List.of(), proxy.heads());
    EgressProxy unusable =
        proxy(
            "caravan.http.proxy-host=h caravan.http.proxy-user=u caravan.http.proxy-password-file="
                + password);
    assertTrue(unusable.problem().isPresent());
    assertTrue(unusable.problem().orElseThrow().contains("caravan.http.proxy-password-file"));
  }

  private static EgressProxy proxy(String settings) {
    return new EgressProxy(SettingsFixture.settings(HttpSettings.class, settings.split("[ =]")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caravan.http.proxy-user=u caravan.http.proxy-host=h",
        "caravan.http.proxy-password=EXAMPLE caravan.http.proxy-host=h",
        "caravan.http.proxy-user=u caravan.http.proxy-password=EXAMPLE",
        "caravan.http.proxy-user=u:v caravan.http.proxy-password=EXAMPLE caravan.http.proxy-host=h",
        "caravan.http.proxy-password=EXAMPLE caravan.http.proxy-password-file=f",
        "caravan.http.proxy-host=http://user:EXAMPLE@h",
        "caravan.http.proxy-host=h caravan.http.proxy-port=0",
        "caravan.http.no-proxy=10.0.0.0/8"
      })
  void settingsThatDoNotFitTogetherStopTheStart(String settings) {
    IllegalArgumentException unfit =
        assertThrows(IllegalArgumentException.class, () -> proxy(settings));
    String first = settings.substring(0, settings.indexOf('='));
    assertTrue(unfit.getMessage().contains(first), unfit.getMessage());
    assertFalse(unfit.getMessage().contains("EXAMPLE"), unfit.getMessage());
  }

  @Test
  void textFormShowsNoPassword() {
    String settings =
        "caravan.http.proxy-host=h caravan.http.proxy-user=u caravan.http.proxy-password=EXAMPLE";
    assertEquals("EgressProxy[http://h:3128]", proxy(settings).toString());
  }
}
