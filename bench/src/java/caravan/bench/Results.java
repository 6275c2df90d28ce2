package caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** The figures of one benchmark: a table for people, and JSON for whoever compares them. */
final class Results {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final ArrayNode rows = JSON.createArrayNode();

  Results(String name) {
    this.name = name;
  }

  /** Takes in a row; its members become the columns. */
  void add(JsonNode row) {
    rows.add(row);
  }

  /** Prints the table and writes both files. */
  void write() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "bench"));
    String text = markdown();
    Files.writeString(folder.resolve(name + ".md"), text);
    ObjectNode all = JSON.createObjectNode().put("benchmark", name);
    all.set("machine", machine());
    all.set("results", rows);
    JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(name + ".json").toFile(), all);
    System.out.println(text);
  }

  private String markdown() {
    StringBuilder out = new StringBuilder();
    for (JsonNode row : rows) {
      if (out.length() == 0) {
        StringBuilder line = new StringBuilder("|");
        row.fieldNames().forEachRemaining(column -> line.append("---:|"));
        out.append('|');
        row.fieldNames().forEachRemaining(column -> out.append(' ').append(column).append(" |"));
        out.append('\n').append(line).append('\n');
      }
      out.append('|');
      row.forEach(value -> out.append(' ').append(figure(value)).append(" |"));
      out.append('\n');
    }
    out.append('\n');
    for (Map.Entry<String, JsonNode> one : machine().properties()) {
      out.append(one.getKey()).append(": ").append(one.getValue().asText()).append("  \n");
    }
    return out.toString();
  }

  private static String figure(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    return value.isIntegralNumber()
        ? String.format(Locale.ROOT, "%,d", value.longValue())
        : value.asText();
  }

  private static ObjectNode machine() {
    return JSON.createObjectNode()
        .put("when", Instant.now().toString())
        .put("java", Runtime.version().toString())
        .put("vm", System.getProperty("java.vm.name"))
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("architecture", System.getProperty("os.arch"))
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
