package caravan.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.model.Examples;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** The finite numbers of RFC 8785, appendix B, as IEEE 754 bits. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbersOfTheRfcAreReproduced(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertEquals(text, CanonicalJson.ecmaScript(value));
    assertEquals(text, CanonicalJson.text(DoubleNode.valueOf(value)));
    assertEquals(text, CanonicalJson.ecmaScript(Double.parseDouble(text)));
  }

  /** Small numbers where Java prints two digits though one is enough. */
  @ParameterizedTest
  @CsvSource({
    "4.9E-324, 5e-324",
    "9.9E-324, 1e-323",
    "1.5E-323, 1.5e-323",
    "2.0E-323, 2e-323",
    "2E23, 2e+23",
    "1.0E-7, 1e-7",
    "123.0, 123",
    "1.0E20, 100000000000000000000",
    "0.1, 0.1",
    "-0.5, -0.5"
  })
  void fewestDigitsAreUsed(double value, String text) {
    assertEquals(text, CanonicalJson.ecmaScript(value));
  }

  @Test
  void anyDoubleReadsBackAsItself() {
    Random random = new Random(8785);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value) && value != 0) {
        assertEquals(value, Double.parseDouble(CanonicalJson.ecmaScript(value)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "1.0, 1",
    "1e2, 100",
    "1E21, 1e+21",
    "4.50, 4.5",
    "2e-3, 0.002",
    "333333333.33333329, 333333333.3333333",
    "0.000000000000000000000000001, 1e-27",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "9223372036854775808, 9223372036854775808",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "-99999999999999999999, -99999999999999999999"
  })
  void numbersAreTheSameHoweverTheyWereRead(String json, String text) throws Exception {
    assertEquals(text, CanonicalJson.text(JSON.readTree(json)));
    assertEquals(text, CanonicalJson.text(EXACT.readTree(json)));
  }

  @ParameterizedTest
  @CsvSource({
    "1e400, 1e+400",
    "-1.50e400, -1.5e+400",
    "1e-400, 1e-400",
    "12.5e-401, 1.25e-400",
    "1e2147483647, 1e+2147483647",
    "100e2147483647, 1e+2147483649"
  })
  void numbersBeyondADoubleKeepTheirDigits(String json, String text) throws Exception {
    assertEquals(text, CanonicalJson.text(EXACT.readTree(json)));
  }

  @Test
  void numbersThatLostTheirDigitsInReadingAreNamed() throws Exception {
    assertEquals("[\"Infinity\"]", CanonicalJson.text(JSON.readTree("[1e400]")));
    assertEquals("\"-Infinity\"", CanonicalJson.text(JSON.readTree("-1e400")));
    assertEquals("\"NaN\"", CanonicalJson.text(DoubleNode.valueOf(Double.NaN)));
  }

  /** RFC 8785, section 3.2.2. */
  @Test
  void sampleOfTheRfcIsReproduced() {
    String sample =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;
    assertEquals(
        "{\"literals\":[null,true,false],"
            + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        text(sample));
  }

  /** RFC 8785, section 3.2.3: an emoji sorts before U+FB33 by code unit, not by code point. */
  @Test
  void membersAreSortedByCodeUnit() {
    String sample =
        """
        {
          "\\u20ac": "Euro Sign",
          "\\r": "Carriage Return",
          "\\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\\ud83d\\ude00": "Emoji: Grinning Face",
          "\\u0080": "Control",
          "\\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """;
    assertEquals(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"😀\":\"Emoji: Grinning Face\","
            + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
        text(sample));
  }

  @Test
  void loneSurrogatesStayEscaped() {
    assertEquals(
        "{\"\\udead\":\"\\ud800x\"}",
        CanonicalJson.text(JSON.getNodeFactory().objectNode().put("\udead", "\ud800x")));
  }

  @Test
  void nestedValuesAreCanonicalToo() {
    assertEquals(
        "{\"a\":[{\"b\":[],\"c\":{}},[[]]],\"z\":null}",
        text("{\"z\": null, \"a\": [ {\"c\": {}, \"b\": []}, [[]] ]}"));
  }

  @Test
  void deepNestingIsNoProblem() {
    int depth = 900;
    String deep = "[".repeat(depth) + "]".repeat(depth);
    assertEquals(deep, text(deep));
  }

  @Test
  void whatIsNoJsonValueIsNull() {
    assertEquals("null", CanonicalJson.text(MissingNode.getInstance()));
  }

  @ParameterizedTest
  @MethodSource("caravan.model.Examples#all")
  void canonicalTextIsAFixedPoint(Examples.Example example) throws Exception {
    String once = CanonicalJson.text(example.document());
    JsonNode again = JSON.readTree(once);
    assertEquals(example.document(), again);
    assertEquals(once, CanonicalJson.text(again));
  }

  @Test
  void decimalsOfTheSameValueAreTheSameText() throws Exception {
    assertEquals(
        CanonicalJson.text(JSON.getNodeFactory().numberNode(new BigDecimal("1.500"))),
        CanonicalJson.text(JSON.getNodeFactory().numberNode(new BigDecimal("15E-1"))));
  }

  private static String text(String json) {
    try {
      return CanonicalJson.text(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
