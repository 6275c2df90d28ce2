package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, private",
    "10.255.255.255, private",
    "9.255.255.255, public",
    "11.0.0.0, public",
    "172.15.255.255, public",
    "172.16.0.0, private",
    "172.31.255.255, private",
    "172.32.0.0, public",
    "192.168.1.1, private",
    "192.169.0.0, public",
    "100.63.255.255, public",
    "100.64.0.0, shared",
    "100.127.255.255, shared",
    "100.128.0.0, public",
    "127.0.0.1, loopback",
    "127.255.255.255, loopback",
    "169.254.169.254, link_local",
    "169.255.0.0, public",
    "0.0.0.0, other",
    "0.255.255.255, other",
    "1.0.0.0, public",
    "192.0.0.9, other",
    "192.0.1.0, public",
    "192.0.2.1, other",
    "198.17.255.255, public",
    "198.18.0.0, other",
    "198.19.255.255, other",
    "198.20.0.0, public",
    "198.51.100.7, other",
    "198.51.101.0, public",
    "203.0.113.1, other",
    "203.0.114.0, public",
    "223.255.255.255, public",
    "224.0.0.1, other",
    "239.255.255.255, other",
    "240.0.0.1, other",
    "255.255.255.255, other",
    "8.8.8.8, public"
  })
  void wholeIpv4AddressHasItsScope(String text, String scope) {
    Address address = certain(text);
    assertEquals(text, address.ip());
    assertEquals(4, address.version());
    assertEquals(scope, address.scope());
    assertNull(address.port());
  }

  @ParameterizedTest
  @CsvSource({
    "2001:DB8:0:0::00A, 2001:db8::a, other",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1, other",
    "2001:0db8:0000:0000:0000:ff00:0042:8329, 2001:db8::ff00:42:8329, other",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, other",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1, other",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1, public",
    "0:0:0:0:0:0:0:0, ::, other",
    "::, ::, other",
    "::1, ::1, loopback",
    "::2, ::2, public",
    "1::, 1::, public",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, public",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8, public",
    "fc00::1, fc00::1, private",
    "FDFF:FFFF::1, fdff:ffff::1, private",
    "fe00::1, fe00::1, public",
    "fe80::1, fe80::1, link_local",
    "febf::1, febf::1, link_local",
    "fec0::1, fec0::1, public",
    "ff02::1, ff02::1, other",
    "100::1, 100::1, other",
    "100:0:0:1::1, 100:0:0:1::1, public",
    "2001:db9::1, 2001:db9::1, public",
    "2606:4700:4700::1111, 2606:4700:4700::1111, public",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221, public",
    "::ffff:0:10.0.0.1, ::ffff:0:a00:1, public",
    "::1.2.3.4, ::102:304, public",
    "ffff::1.2.3.4, ffff::102:304, other",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304, public"
  })
  void wholeIpv6AddressIsCanonicalAndHasItsScope(String text, String ip, String scope) {
    Address address = certain(text);
    assertEquals(text, address.text());
    assertEquals(ip, address.ip());
    assertEquals(6, address.version());
    assertEquals(scope, address.scope());
  }

  @ParameterizedTest
  @CsvSource({
    "::ffff:10.0.0.1, 10.0.0.1, private",
    "::FFFF:0a00:0001, 10.0.0.1, private",
    "0:0:0:0:0:ffff:203.0.113.9, 203.0.113.9, other",
    "::ffff:127.0.0.1, 127.0.0.1, loopback",
    "::ffff:8.8.8.8, 8.8.8.8, public"
  })
  void mappedAddressIsTheIpv4AddressItHolds(String text, String ip, String scope) {
    Addresses.Reading reading = Addresses.read(text, "peer");
    assertEquals("ipv4_mapped", reading.doubt());
    assertEquals(text, reading.address().text());
    assertEquals(ip, reading.address().ip());
    assertEquals(4, reading.address().version());
    assertEquals(scope, reading.address().scope());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:443, 10.0.0.1, 443",
    "10.0.0.1:0, 10.0.0.1, 0",
    "10.0.0.1:65535, 10.0.0.1, 65535",
    "[2001:DB8::1]:27017, 2001:db8::1, 27017",
    "[::ffff:10.0.0.1]:80, 10.0.0.1, 80"
  })
  void portIsSplitOff(String text, String ip, int port) {
    Address address = Addresses.read(text, "peer").address();
    assertEquals(ip, address.ip());
    assertEquals(port, address.port());
    assertEquals(text, address.text());
  }

  @ParameterizedTest
  @CsvSource({
    "fe80::1%eth0, fe80::1, eth0, ",
    "FE80::1%25, fe80::1, 25, ",
    "[fe80::1%en 1]:22, fe80::1, en 1, 22",
    "[fe80::1%a], fe80::1, a, "
  })
  void zoneIsSplitOff(String text, String ip, String zone, Integer port) {
    Address address = certain(text);
    assertEquals(ip, address.ip());
    assertEquals(zone, address.zone());
    assertEquals(port, address.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "unknown",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.-4",
        "1.2.3.04",
        "01.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1..3.4",
        ".1.2.3",
        "1.2.3.",
        "0x7f.0.0.1",
        "2130706433",
        "1.2.3.4/32",
        "1.2.3.4:",
        "1.2.3.4:65536",
        "1.2.3.4:-1",
        "1.2.3.4:4a",
        "1.2.3.4:000080",
        "1.2.3.4%eth0",
        "[1.2.3.4]",
        "[1.2.3.4]:80",
        "[::1",
        "::1]",
        "[]",
        "[::1]80",
        "[::1]:",
        "[[::1]]",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "12345::",
        "g::1",
        "1.2.3.4::",
        "::1.2.3",
        "::01.2.3.4",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%",
        "%eth0",
        "١.٢.٣.٤",
        "1.2.3.４",
        "ｆe80::1",
        "\u202e1.2.3.4",
        "1.2.3.4\u0000",
        "😀",
        "2001:db8::1/64"
      })
  void anythingElseIsTextOnly(String text) {
    Addresses.Reading reading = Addresses.read(text, "peer");
    assertEquals("unparsable_address", reading.doubt());
    assertEquals(
        new Address(text, null, false, null, "peer", null, null, null, null), reading.address());
  }

  @ParameterizedTest
  @CsvSource({
    "10.**.**.**, 10.0.0.0/8, private",
    "10.1.*.*, 10.1.0.0/16, private",
    "10.1.2.*, 10.1.2.0/24, private",
    "36.***.***.149, 36.0.0.0/8, ",
    "100.***.***.100, 100.0.0.0/8, ",
    "100.64.*.*, 100.64.0.0/16, shared",
    "172.*.*.*, 172.0.0.0/8, ",
    "172.16.*.*, 172.16.0.0/16, private",
    "172.32.*.*, 172.32.0.0/16, ",
    "192.168.*.*, 192.168.0.0/16, private",
    "192.0.*.*, 192.0.0.0/16, ",
    "192.0.2.*, 192.0.2.0/24, other",
    "198.18.*.*, 198.18.0.0/16, other",
    "127.*.*.*, 127.0.0.0/8, loopback",
    "169.254.*.*, 169.254.0.0/16, link_local",
    "224.*.*.*, 224.0.0.0/8, other",
    "255.*.*.*, 255.0.0.0/8, other",
    "0.*.*.*, 0.0.0.0/8, other",
    "8.8.8.*, 8.8.8.0/24, ",
    "10.2*.3.4, 10.0.0.0/8, private",
    "1*.2.3.4, , ",
    "*.*.*.*, , ",
    "***.168.1.1, , "
  })
  void maskedAddressProvesItsLeadingOctetsOnly(String text, String prefix, String scope) {
    Addresses.Reading reading = Addresses.read(text, "overlay");
    assertEquals("masked_address", reading.doubt());
    assertEquals(
        new Address(text, null, true, 4, "overlay", scope, prefix, null, null), reading.address());
  }

  @ParameterizedTest
  @CsvSource({"10.*.*.*:443, 443", "10.*.*.*:0, 0"})
  void maskedAddressMayHaveAPort(String text, int port) {
    Address address = Addresses.read(text, "peer").address();
    assertEquals(port, address.port());
    assertEquals("10.0.0.0/8", address.knownPrefix());
  }

  @ParameterizedTest
  @CsvSource({
    "*, ",
    "*.*, ",
    "10.*, ",
    "300.*.*.*, ",
    "010.*.*.*, ",
    "10.*.*.*:99999, ",
    "a.*.b.c, ",
    "10.*.*.*.*, ",
    "10.0.0.1%*, ",
    "10.0.0.1%eth*:80, ",
    "2001:db8:*:*, 6",
    "2001:db8::*, 6",
    "*:*:*, 6",
    "a:*, "
  })
  void maskedTextThatIsNoIpv4ProvesNothing(String text, Integer version) {
    Address address = Addresses.read(text, "peer").address();
    assertTrue(address.masked());
    assertEquals(version, address.version());
    assertNull(address.ip());
    assertNull(address.scope());
    assertNull(address.knownPrefix());
  }

  private static Address certain(String text) {
    Addresses.Reading reading = Addresses.read(text, "peer");
    assertNull(reading.doubt());
    assertFalse(reading.address().masked());
    assertNull(reading.address().knownPrefix());
    assertEquals("peer", reading.address().role());
    return reading.address();
  }
}
