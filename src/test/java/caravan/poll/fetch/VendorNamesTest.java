package caravan.poll.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.PageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that leads to the credentials of this machine is not called. */
class VendorNamesTest {

  private static final String VENDOR = "vpn.example.org";

  private static VendorNames names(String proxy, String... addresses) throws UnknownHostException {
    InetAddress[] known = new InetAddress[addresses.length];
    for (int i = 0; i < known.length; i++) {
      known[i] = InetAddress.getByName(addresses[i]);
    }
    InMemoryDnsResolver resolver = new InMemoryDnsResolver();
    resolver.add(VENDOR, known);
    return new VendorNames(resolver, proxy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.23",
        "100.100.100.200",
        "fe80::1",
        "febf::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254"
      })
  void nameThatLeadsThereIsRefused(String address) {
    UnknownHostException refused =
        assertThrows(
            UnknownHostException.class, () -> names(null, "192.0.2.1", address).resolve(VENDOR));
    assertTrue(refused.getMessage().contains(VENDOR), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "127.0.0.1", "::1", "fd00::1", "100.64.0.1"})
  void anyOtherIsCalled(String address) throws UnknownHostException {
    assertArrayEquals(
        new InetAddress[] {InetAddress.getByName(address)}, names(null, address).resolve(VENDOR));
  }

  /** Some nodes offer one to their pods at a link-local address. */
  @Test
  void proxyIsTheOperatorsChoice() throws UnknownHostException {
    assertEquals(1, names(VENDOR, "169.254.10.10").resolve(VENDOR).length);
  }

  /** Reading the targets refuses it already; this is the last check before a connection. */
  @Test
  void requestIsNotSent() throws IOException {
    try (CloseableHttpClient client = Polled.client()) {
      String url = "http://169.254.169.254";
      PageFailure failure =
          assertThrows(
              PageFailure.class,
              () -> client.execute(new HttpGet(url + "/"), Polled.to(url), response -> 0));
      assertEquals("forbidden_address", failure.error().code());
      assertFalse(failure.error().retryable());
    }
  }
}
