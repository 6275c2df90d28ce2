package caravan.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes over UTF-8 text, as every vendor's scheme needs them. */
public final class Hmac {

  private static final String UNKNOWN = "every Java runtime has ";
  private static final Mac SHA_256 = algorithm("HmacSHA256");
  private static final Mac SHA_1 = algorithm("HmacSHA1");

  private Hmac() {}

  /** HMAC-SHA256 of UTF-8 text under raw key bytes: 32 bytes. */
  public static byte[] sha256(byte[] key, String text) {
    return of(SHA_256, key, text);
  }

  /** HMAC-SHA256 of UTF-8 text under a UTF-8 key: 32 bytes. */
  public static byte[] sha256(String key, String text) {
    return sha256(key.getBytes(StandardCharsets.UTF_8), text);
  }

  /** HMAC-SHA1 of UTF-8 text under a UTF-8 key: 20 bytes. For Alibaba's old scheme only. */
  public static byte[] sha1(String key, String text) {
    return of(SHA_1, key.getBytes(StandardCharsets.UTF_8), text);
  }

  /** Lower-case hex. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Standard Base64 with padding. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] of(Mac algorithm, byte[] key, String text) {
    return keyed(algorithm, key).doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  /** HMAC-SHA256 that has its key; to be cloned for each text, since it is not for two threads. */
  static Mac sha256(byte[] key) {
    return keyed(SHA_256, key);
  }

  private static Mac keyed(Mac algorithm, byte[] key) {
    try {
      Mac mac = copy(algorithm);
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      return mac;
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("not a key for " + algorithm.getAlgorithm(), e);
    }
  }

  /** The same with its key, for one text. */
  static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(UNKNOWN + mac.getAlgorithm() + " that can be copied", e);
    }
  }

  /** An algorithm with a key that is nobody's: copies of it cost less than looking it up. */
  private static Mac algorithm(String name) {
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(new byte[1], name));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(UNKNOWN + name, e);
    }
  }
}
