package caravan.sign;

import caravan.model.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key of HMAC-SHA256 (RFC 2104), ready for any number of texts and threads. Java's own class has
 * to be looked up or copied for each text, which takes as long as the hashing itself.
 */
final class HmacKey {

  private static final int BLOCK = 64;

  private final byte[] inner;
  private final byte[] outer;

  /** Takes a key of any length; a long one stands for its hash. */
  HmacKey(byte[] key) {
    byte[] block = Arrays.copyOf(key.length > BLOCK ? Hashes.sha256(key) : key, BLOCK);
    inner = new byte[BLOCK];
    outer = block;
    for (int i = 0; i < BLOCK; i++) {
      inner[i] = (byte) (block[i] ^ 0x36);
      outer[i] = (byte) (block[i] ^ 0x5c);
    }
  }

  /** HMAC-SHA256 of UTF-8 text: 32 bytes. */
  byte[] of(String text) {
    byte[] hash = Hashes.sha256(inner, text.getBytes(StandardCharsets.UTF_8));
    return Hashes.sha256(outer, hash);
  }

  @Override
  public String toString() {
    return "HmacKey[***]";
  }
}
