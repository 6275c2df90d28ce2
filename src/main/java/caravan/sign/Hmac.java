package caravan.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes over UTF-8 text, as every vendor's scheme needs them. */
public final class Hmac {

  private Hmac() {}

  /** HMAC-SHA256 of UTF-8 text under raw key bytes: 32 bytes. */
  public static byte[] sha256(byte[] key, String text) {
    return of("HmacSHA256", key, text);
  }

  /** HMAC-SHA256 of UTF-8 text under a UTF-8 key: 32 bytes. */
  public static byte[] sha256(String key, String text) {
    return sha256(key.getBytes(StandardCharsets.UTF_8), text);
  }

  /** HMAC-SHA1 of UTF-8 text under a UTF-8 key: 20 bytes. For Alibaba's old scheme only. */
  public static byte[] sha1(String key, String text) {
    return of("HmacSHA1", key.getBytes(StandardCharsets.UTF_8), text);
  }

  /** Lower-case hex. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Standard Base64 with padding. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] of(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + algorithm, e);
    }
  }
}
