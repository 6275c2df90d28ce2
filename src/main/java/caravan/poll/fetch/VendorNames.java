package caravan.poll.fetch;

import caravan.targets.MachineCredentials;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks up the names of vendors, and refuses those that lead to the credentials of this machine:
 * who controls a name could otherwise have them sent signed requests, or try what answers there.
 */
final class VendorNames implements DnsResolver {

  private final DnsResolver names;
  private final String proxy;

  /** A name was found, and leads where no request may go. */
  static final class Refused extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Looks names up with another resolver.
   *
   * @param proxy host of the proxy, which the operator chose; null without
   */
  VendorNames(DnsResolver names, String proxy) {
    this.names = names;
    this.proxy = proxy;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = names.resolve(host);
    for (InetAddress address : addresses) {
      if (!host.equalsIgnoreCase(proxy) && MachineCredentials.areAt(address)) {
        throw new Refused(
            "the name %s leads to %s, where clouds keep the credentials of machines"
                .formatted(host, address.getHostAddress()));
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return names.resolveCanonicalHostname(host);
  }
}
