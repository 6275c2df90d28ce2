package caravan.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HmacTest {

  private static final String TEXT = "what do ya want for nothing?";

  @Test
  void sha256EqualsRfc4231() {
    assertEquals(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        Hmac.hex(Hmac.sha256("Jefe", TEXT)));
    assertEquals(
        Hmac.hex(Hmac.sha256("Jefe", TEXT)),
        Hmac.hex(Hmac.sha256("Jefe".getBytes(StandardCharsets.UTF_8), TEXT)));
  }

  @Test
  void sha1EqualsRfc2202() {
    assertEquals("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", Hmac.hex(Hmac.sha1("Jefe", TEXT)));
  }

  @Test
  void base64IsPadded() {
    assertEquals("+/8=", Hmac.base64(new byte[] {(byte) 0xfb, (byte) 0xff}));
  }
}
