package caravan.targets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Addresses where clouds hand the credentials of a machine to whoever asks from there. No vendor's
 * API is at one of them.
 */
public final class MachineCredentials {

  /**
   * Those that are not link-local: Alibaba, Oracle, and the IPv6 addresses of Amazon and Google.
   */
  private static final Set<InetAddress> OTHERS =
      Set.of(
          literal("100.100.100.200"),
          literal("192.0.0.192"),
          literal("fd00:ec2::254"),
          literal("fd20:ce::254"));

  private static final int IPV4 = 4;
  private static final int IPV6 = 16;

  private MachineCredentials() {}

  /** Whether an address is one of them, also if it is an IPv4 address inside an IPv6 address. */
  public static boolean areAt(InetAddress address) {
    InetAddress plain = withoutZone(address.getAddress());
    InetAddress inner = embedded(address.getAddress());
    return isOne(plain) || inner != null && isOne(inner);
  }

  private static boolean isOne(InetAddress address) {
    return address.isLinkLocalAddress() || OTHERS.contains(address);
  }

  /** The IPv4 address inside of an IPv4-compatible, NAT64 or 6to4 address, or null. */
  private static InetAddress embedded(byte[] bytes) {
    if (bytes.length != IPV6) {
      return null;
    }
    int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    if (first == 0x2002) {
      return withoutZone(Arrays.copyOfRange(bytes, 2, 2 + IPV4));
    }
    return first == 0 || first == 0x64
        ? withoutZone(Arrays.copyOfRange(bytes, IPV6 - IPV4, IPV6))
        : null;
  }

  private static InetAddress withoutZone(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads an address that is written in digits, without asking for a name. */
  static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException(text + " is no address", impossible);
    }
  }
}
