package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.json.Instants;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Any text and any JSON value as a time and as a counter. */
public final class TimesFuzz implements FuzzTarget {

  private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    JsonNode value =
        choices.yes()
            ? choices.json()
            : TextNode.valueOf(new String(choices.rest(), StandardCharsets.UTF_8));
    Times.Moment moment = Times.read(value, ZONE);
    if (moment != null) {
      String text = Instants.text(moment.instant());
      assertEquals(moment.instant(), Instants.read(text), "an event cannot carry it");
      assertEquals(moment.instant(), Times.read(TextNode.valueOf(text), ZONE).instant());
    }
    Long counter = Counters.read(value);
    if (counter != null) {
      assertTrue(counter >= 0);
      assertEquals(counter, Counters.read(TextNode.valueOf(counter.toString())));
      if (value.isNumber()) {
        assertEquals(0, value.decimalValue().compareTo(BigDecimal.valueOf(counter)));
      }
    }
    return moment != null || counter != null;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String text :
        List.of(
            "1559125519",
            "1559125519000",
            "2024-06-17T02:58:27.213Z",
            "2024-06-17 02:58:27",
            "2024-06-17t02:58:27.123456789+08:00",
            "9999-12-31 23:59:59-18:00",
            "0000-01-01T00:00:00+18:00",
            "2023-02-30 12:00:00",
            "0009223372036854775807")) {
      seeds.add(Choices.input(text.getBytes(StandardCharsets.UTF_8), 0));
    }
    Choices.seeds().forEach(seed -> seeds.add(Choices.input(seed, 1)));
    return seeds;
  }
}
