package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Address;
import caravan.fuzz.FuzzTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Any text as an address: what is certain of it is what Java says of it, and never more. */
public final class AddressesFuzz implements FuzzTarget {

  @Override
  public boolean takes(byte[] input) throws UnknownHostException {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return false;
    }
    Addresses.Reading reading = Addresses.read(text, "peer");
    Address address = reading.address();
    assertEquals(text, address.text());
    assertEquals(text.indexOf('*') >= 0, address.masked());
    assertTrue(address.port() == null || address.port() >= 0 && address.port() <= 65_535);
    if (address.ip() == null) {
      return false;
    }
    // A canonical address has no name to look up.
    byte[] bytes = InetAddress.getByName(address.ip()).getAddress();
    assertEquals(address.version() == 4 ? 4 : 16, bytes.length, address.ip());
    Addresses.Reading again = Addresses.read(address.ip(), "peer");
    assertEquals(address.ip(), again.address().ip(), "not canonical");
    assertEquals(address.scope(), again.address().scope());
    if (address.version() == 4) {
      assertEquals(address.ip(), InetAddress.getByAddress(bytes).getHostAddress());
    }
    return true;
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "10.0.0.1",
            "8.8.8.8:443",
            "2001:db8::1",
            "[::ffff:1.2.3.4]:22",
            "fe80::1%eth0",
            "::",
            "1:2:3:4:5:6:7:8",
            "1::2:0:0:0:3",
            "100.***.*.*",
            "36.10.*.149:80",
            "fe80:*::",
            "256.1.1.1",
            "010.1.1.1",
            "x")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
