package caravan.poll.normalize;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.json.CanonicalJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSizeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "[true,false,null]",
        "{\"\":\"\"}",
        "[-9223372036854775808]",
        "[123456789012345678901234567890123456789012345678901234567890]",
        "[1e20,-1.7976931348623157e308,-2.2250738585072014e-308,4.9e-324,-0.000001]",
        "[1.2345678901234567890123456789012345678901234567890e400]",
        "[-1e-400]",
        "\"\\u0001\\u001f\\n\\\"\\\\\"",
        "\"\\ud800\\ud83d\\ude00\\u4e2d\\u00e4\"",
        "{\"a\":{\"b\":[1,[2,{\"c\":[[[[]]]]}]]}}"
      })
  void isNeverBelowTheTextItself(String json) {
    JsonNode value = Fixtures.json(json);

    int bytes = CanonicalJson.text(value).getBytes(StandardCharsets.UTF_8).length;

    assertTrue(RowSize.most(value) >= bytes, () -> RowSize.most(value) + " < " + bytes);
  }
}
