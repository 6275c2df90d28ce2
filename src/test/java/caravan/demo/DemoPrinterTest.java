package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoPrinterTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DemoPrinter plain = new DemoPrinter(new Ink(false), ZoneOffset.UTC);
  private final DemoPrinter colourful = new DemoPrinter(new Ink(true), ZoneOffset.UTC);

  @Test
  void everyExampleOfTheContractIsOneReadableLine() throws IOException {
    List<String> printed = new ArrayList<>();
    for (String event : lines("/demo/events.jsonl")) {
      printed.add(plain.line(MAPPER.readTree(event)));
    }
    assertEquals(String.join("\n", lines("/demo/printed.txt")), String.join("\n", printed));
  }

  @Test
  void vendorsHaveColoursAndMarkersAreDimOrBright() throws IOException {
    List<String> events = lines("/demo/events.jsonl");

    assertEquals(
        "02:42:00  \u001b[94mtencent\u001b[0m  observed"
            + "  192.168.1.1 at cmgo-eqmoaxxx                        1 connection, the vendor's own",
        colourful.line(MAPPER.readTree(events.get(0))));
    assertEquals(
        "\u001b[2m02:42:00  tencent  complete"
            + "  DescribeClientConnections cmgo-eqmoaxxx             1 row, 1 page, 1 event\u001b[0m",
        colourful.line(MAPPER.readTree(events.get(1))));
    JsonNode partial =
        MAPPER.readTree(
            events.stream().filter(e -> e.contains("pages_missing")).findFirst().orElseThrow());
    assertEquals("\u001b[93m", colourful.line(partial).substring(0, 5));
  }

  @Test
  void timesAreShownInTheZoneAsked() throws IOException {
    DemoPrinter beijing = new DemoPrinter(new Ink(false), ZoneOffset.ofHours(8));
    JsonNode event = MAPPER.readTree(lines("/demo/events.jsonl").get(0));

    assertEquals("10:42:00", beijing.line(event).substring(0, 8));
  }

  @Test
  void whatATerminalWouldObeyIsNotPrinted() throws IOException {
    ObjectNode event = (ObjectNode) MAPPER.readTree(lines("/demo/events.jsonl").get(4));
    event.withObject("/client/user").put("name", "\u001b[31mroot\r\n");

    String line = plain.line(event);

    assertFalse(line.chars().anyMatch(Character::isISOControl), line);
    assertEquals("?[31mroot?? from 10.**.**.** at sag-wfjg..", line.substring(29, 71));
  }

  @Test
  void unknownKindIsShownRatherThanFeared() throws IOException {
    ObjectNode event = (ObjectNode) MAPPER.readTree(lines("/demo/events.jsonl").get(0));
    event.put("kind", "session.started").put("subject", "a/b");

    assertEquals(
        "02:42:00  tencent  ?         a/b                                                 "
            + "session.started",
        plain.line(event));
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = DemoPrinterTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
