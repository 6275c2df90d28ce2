package caravan.cloud.record;

import java.util.List;

/**
 * A network and the scope class of its addresses.
 *
 * @param base first 64 bits of its lowest address; an IPv4 address is in the upper half
 * @param length length of the prefix, 1 to 64 bits
 * @param scope scope class
 */
record Network(long base, int length, String scope) {

  /** Scope of the first network that contains all addresses of a prefix, or null. */
  static String scope(List<Network> networks, long prefix, int length) {
    for (Network network : networks) {
      if (network.length <= length && network.holds(prefix)) {
        return network.scope;
      }
    }
    return null;
  }

  private boolean holds(long address) {
    return (address ^ base) >>> (Long.SIZE - length) == 0;
  }
}
