package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PathsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmgo-eqmoaxxx     | cmgo-eqmoaxxx",
        "AZaz09-._~        | AZaz09-._~",
        "10.**             | 10.%2A%2A",
        "a/b               | a%2Fb",
        "100%              | 100%25",
        "2001:db8::a       | 2001%3Adb8%3A%3Aa",
        "'a b'             | a%20b",
        "a+b               | a%2Bb",
        "é                 | %C3%A9",
        "用户              | %E7%94%A8%E6%88%B7",
        "😀                | %F0%9F%98%80",
        "'~2'              | ~2"
      })
  void everyByteOutsideTheUnreservedSetIsEncoded(String text, String segment) {
    assertEquals(segment, Paths.segment(text));
  }

  @Test
  void controlCharactersAreEncoded() {
    assertEquals("%00%0A%7F%E2%80%AE", Paths.segment("\u0000\n\u007f\u202e"));
  }

  @Test
  void halvesOfASurrogatePairStayApart() {
    assertEquals("%ED%A0%80", Paths.segment("\ud800"));
    assertEquals("a%ED%BF%BF%3F", Paths.segment("a\udfff?"));
    assertEquals("%ED%B8%80%ED%A0%BD", Paths.segment("\ude00\ud83d"));
    assertEquals("%ED%A0%BD%F0%9F%98%80", Paths.segment("\ud83d\ud83d\ude00"));
  }

  @Test
  void missingAndEmptySegmentsAreADash() {
    assertEquals("-", Paths.segment(null));
    assertEquals("-", Paths.segment(""));
    assertEquals("ctyun/dds/-/-/x", Paths.join("ctyun", "dds", null, "", "x"));
  }

  @Test
  void percentEncodingLeavesPlainTextAlone() {
    String plain = "plain-text";
    assertSame(plain, Paths.percentEncode(plain));
    assertEquals("", Paths.percentEncode(""));
  }

  @ParameterizedTest
  @MethodSource("caravan.model.Examples#all")
  void scopesOfTheContractsExamplesAreReproduced(Examples.Example example) {
    example
        .events()
        .forEach(
            event -> {
              assertEquals(event.at("/snapshot/scope").textValue(), example.scope().path());
              assertEquals(event.at("/resource/uid").textValue(), example.scope().resourceUid());
            });
  }
}
