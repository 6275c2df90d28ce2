package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacTest {

  private static final String TEXT = "what do ya want for nothing?";

  @Test
  void sha256EqualsRfc4231() {
    assertEquals(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        HexFormat.of().formatHex(Hmac.sha256("Jefe", TEXT)));
    assertEquals(
        HexFormat.of().formatHex(Hmac.sha256("Jefe", TEXT)),
        HexFormat.of().formatHex(Hmac.sha256("Jefe".getBytes(StandardCharsets.UTF_8), TEXT)));
  }

  /** Compares with Java's own over keys up to, at and beyond the length that stands for itself. */
  @Test
  void sha256EqualsJavasForKeysOfAnyLength() throws Exception {
    Random random = new Random(20260131);
    for (int length = 1; length <= 140; length++) {
      // Given
      byte[] key = new byte[length];
      random.nextBytes(key);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String text = "t\u00e4xt ".repeat(length);

      // Then
      assertArrayEquals(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), Hmac.sha256(key, text));
    }
  }

  @Test
  void resultForEachTextIsTheKeyForTheNext() {
    assertArrayEquals(
        Hmac.sha256(Hmac.sha256(Hmac.sha256("Jefe", "day"), "service"), TEXT),
        Hmac.sha256("Jefe", "day", "service", TEXT));
  }
}
