package caravan.sign;

import caravan.model.Credential;
import caravan.model.Hashes;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Signing keys that are good for one day and one service of a vendor, kept so that they are not
 * derived for each signature. The secret itself is not kept: what tells that it is still the same
 * is its hash. A key is replaced with the first signature of another day or by another secret.
 */
public final class DayKeys {

  /** Far more than there are accounts in one process; beyond it all are derived again. */
  private static final int MOST = 1_000;

  private final Map<Owner, Key> keys = new ConcurrentHashMap<>();

  private record Owner(String accessKeyId, String service) {}

  /**
   * A derived key.
   *
   * @param secret the very text it was derived from, which nothing here keeps from being collected
   */
  private record Key(WeakReference<String> secret, byte[] secretHash, String day, HmacKey hmac) {

    /** Whether the secret is the one of this key; to look at the text itself spares its hash. */
    private boolean isOf(String other) {
      return secret.refersTo(other) || MessageDigest.isEqual(secretHash, hash(other));
    }

    @Override
    public String toString() {
      return "Key[***]";
    }
  }

  /**
   * HMAC-SHA256 of UTF-8 text under the key of a day and a service.
   *
   * @param derive derives the key of the credential, the day and the service
   * @return 32 bytes
   */
  public byte[] sha256(
      Credential credential, String day, String service, Supplier<byte[]> derive, String text) {
    Owner owner = new Owner(credential.accessKeyId(), service);
    String secret = credential.secretAccessKey();
    Key key = keys.get(owner);
    if (key == null || !key.day.equals(day) || !key.isOf(secret)) {
      key = new Key(new WeakReference<>(secret), hash(secret), day, new HmacKey(derive.get()));
      if (keys.size() >= MOST) {
        keys.clear();
      }
      keys.put(owner, key);
    }
    return key.hmac.of(text);
  }

  private static byte[] hash(String secret) {
    return Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Forgets all keys. */
  public void clear() {
    keys.clear();
  }

  @Override
  public String toString() {
    return "DayKeys[" + keys.size() + "]";
  }
}
