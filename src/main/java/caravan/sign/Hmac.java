package caravan.sign;

import caravan.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes over UTF-8 text, as every vendor's scheme needs them. */
public final class Hmac {

  private static final String SHA_1 = "HmacSHA1";

  private Hmac() {}

  /** HMAC-SHA256 of UTF-8 text under raw key bytes: 32 bytes. */
  public static byte[] sha256(byte[] key, String text) {
    return new HmacKey(key).of(text);
  }

  /** HMAC-SHA256 of UTF-8 text under a UTF-8 key: 32 bytes. */
  public static byte[] sha256(String key, String text) {
    return sha256(key.getBytes(StandardCharsets.UTF_8), text);
  }

  /** HMAC-SHA1 of UTF-8 text under a UTF-8 key: 20 bytes. For Alibaba's old scheme only. */
  public static byte[] sha1(String key, String text) {
    try {
      Mac mac = Mac.getInstance(SHA_1);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), SHA_1));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + SHA_1, e);
    }
  }

  /** Lower-case hex. */
  public static String hex(byte[] bytes) {
    return Hashes.hex(bytes);
  }

  /** Standard Base64 with padding. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
