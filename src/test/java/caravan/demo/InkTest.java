package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InkTest {

  @Test
  void eachVendorHasItsColourAndAnUnknownOneNone() {
    Ink ink = new Ink(true);

    assertEquals("\u001b[94mtencent\u001b[0m", ink.vendor("tencent", "tencent"));
    assertEquals("\u001b[33malibaba\u001b[0m", ink.vendor("alibaba", "alibaba"));
    assertEquals("\u001b[91mhuawei \u001b[0m", ink.vendor("huawei", "huawei "));
    assertEquals("\u001b[36mctyun\u001b[0m", ink.vendor("ctyun", "ctyun"));
    assertEquals("\u001b[0mother\u001b[0m", ink.vendor("other", "other"));
  }

  @Test
  void plainTextStaysPlain() {
    Ink ink = new Ink(false);

    assertEquals(
        "abcd", ink.vendor("ctyun", "a") + ink.dim("b") + ink.bold("c") + ink.warning("d"));
  }

  @Test
  void noColorAndDumbTerminalsGetPlainText() {
    assertFalse(Ink.forTerminal(Map.of("NO_COLOR", "1", "TERM", "xterm")).colourful());
    assertFalse(Ink.forTerminal(Map.of("TERM", "dumb")).colourful());
    assertFalse(Ink.forTerminal(Map.of()).colourful());
  }
}
