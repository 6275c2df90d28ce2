package caravan.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Any JSON value: its canonical text reads back as itself, and is canonical the second time. */
public final class CanonicalJsonFuzz implements FuzzTarget {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** A character of the value may become an escape, a short number may be written out. */
  private static final int MAX_PER_BYTE = 24;

  @Override
  public boolean takes(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    JsonNode value = choices.yes() ? choices.json() : parsed(choices.rest());
    if (value == null || value.isMissingNode() || holdsBrokenName(value)) {
      return false;
    }
    String text = CanonicalJson.text(value);
    JsonNode read = JSON.readTree(text);
    assertEquals(text, CanonicalJson.text(read));
    assertEquals(read, JSON.readTree(text.getBytes(StandardCharsets.UTF_8)));
    assertTrue(text.length() <= MAX_PER_BYTE * (64 + value.toString().length()), "grew to " + text);
    return true;
  }

  /** Jackson refuses half a surrogate pair in a name, so no record that was read has one. */
  private static boolean holdsBrokenName(JsonNode value) {
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      if (JsonText.loneSurrogate(member.getKey(), 0) >= 0) {
        return true;
      }
    }
    for (JsonNode inner : value) {
      if (holdsBrokenName(inner)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException | NumberFormatException notJson) {
      return null;
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Choices.seeds().forEach(seed -> seeds.add(Choices.input(seed, 1)));
    for (String json :
        List.of(
            "{\"b\":[1,2.50,-0.0,1e21,1E-7,5e-324,null,true],\"a\":\"\\u0000\\ud800\\n\"}",
            "[123456789012345678901234567890,1e400,1e-400,0.1,100]",
            "\"\\ud83d\\ude00\"",
            "{\"\":{\"\":{}}}")) {
      seeds.add(Choices.input(json.getBytes(StandardCharsets.UTF_8), 0));
    }
    return seeds;
  }
}
