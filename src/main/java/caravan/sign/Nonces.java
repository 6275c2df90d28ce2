package caravan.sign;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Values that no other request has, in the form of a random UUID. A vendor refuses one that it has
 * seen; nothing else hangs on it. Whoever guesses one can do nothing with it, because the signature
 * covers it, so only the half that tells processes apart is drawn from a secure source, once. The
 * other half counts, and so never repeats, which random numbers only most likely do not.
 */
@Singleton
public final class Nonces {

  private static final long VERSION_BITS = 0xf000L;
  private static final long VERSION = 0x4000L;
  private static final long VARIANT = 1L << 63;

  private final long process;
  private final AtomicLong count = new AtomicLong();

  /** For one process: two have other nonces. */
  public Nonces() {
    process = new SecureRandom().nextLong() & ~VERSION_BITS | VERSION;
  }

  /** The next one. */
  public String next() {
    return new UUID(process, VARIANT | count.getAndIncrement()).toString();
  }
}
