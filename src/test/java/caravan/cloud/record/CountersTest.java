package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "1, 1",
    "2147483648, 2147483648",
    "9223372036854775807, 9223372036854775807",
    "13.0, 13",
    "-0.0, 0",
    "0e999999999, 0",
    "1e3, 1000",
    "1.5e1, 15",
    "\"0\", 0",
    "\"007\", 7",
    "\"9223372036854775807\", 9223372036854775807",
    "\"00000000000000000000000000000000001\", 1"
  })
  void wholeNumbersOf64BitsAreCounters(String json, long counter) throws Exception {
    assertEquals(counter, Counters.read(JSON.readTree(json)));
    assertEquals(counter, Counters.read(EXACT.readTree(json)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-9223372036854775808",
        "9223372036854775808",
        "99999999999999999999",
        "1.5",
        "-1.0",
        "1e-400",
        "1e400",
        "-1e400",
        "1e19",
        "1e2147483647",
        "\"\"",
        "\"-1\"",
        "\"+1\"",
        "\" 1\"",
        "\"1.0\"",
        "\"1e3\"",
        "\"0x10\"",
        "\"1_000\"",
        "\"1,000\"",
        "\"9223372036854775808\"",
        "\"99999999999999999999\"",
        "\"١٢\"",
        "\"NaN\"",
        "true",
        "null",
        "{}",
        "[1]"
      })
  void anythingElseIsNone(String json) throws Exception {
    assertNull(Counters.read(EXACT.readTree(json)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1.5", "1e19", "-1.0"})
  void numbersReadAsDoublesAreNoCountersEither(String json) throws Exception {
    assertNull(Counters.read(JSON.readTree(json)));
  }

  @Test
  void hugeTextIsNone() {
    assertNull(Counters.read(TextNode.valueOf("9".repeat(10_000_000))));
  }
}
