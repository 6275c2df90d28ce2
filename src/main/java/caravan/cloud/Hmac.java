package caravan.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 of UTF-8 text, which every vendor's scheme is built on. */
public final class Hmac {

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /**
   * HMAC-SHA256 under raw key bytes. With more than one text, the result for each is the key for
   * the next: that is how schemes derive a key for a day or a service.
   *
   * @return 32 bytes: the result for the last text
   */
  public static byte[] sha256(byte[] key, String... texts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      byte[] result = key;
      for (String text : texts) {
        mac.init(new SecretKeySpec(result, ALGORITHM));
        result = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }

  /** The same under a UTF-8 key. */
  public static byte[] sha256(String key, String... texts) {
    return sha256(key.getBytes(StandardCharsets.UTF_8), texts);
  }

  /** The same in lower-case hexadecimal. */
  public static String hex(String key, String... texts) {
    return HexFormat.of().formatHex(sha256(key, texts));
  }
}
