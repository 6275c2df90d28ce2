package caravan.simulator;

import caravan.model.Api.FieldSheet;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * A list that was made from the example answers of its API. Its rows come, change and go as the
 * data sheet tells what they are: addresses, times, counters, switches and what names them.
 *
 * @param sheet API that lists it
 * @param resource whose list it is
 * @param member member whose list it is, or null
 */
record Listed(Sheet sheet, Resource resource, String member) {

  private static final int MAX_ROWS = 6;
  private static final Pattern DIGIT = Pattern.compile("\\d");
  private static final Pattern PORT = Pattern.compile("^.*(:\\d+)$");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

  /** Puts the rows of the examples there; those of connections begin now. */
  Listed(Sheet sheet, Resource resource, String member, Instant now) {
    this(sheet, resource, member);
    resource.list(sheet.list(), member);
    for (ObjectNode row : sheet.examples()) {
      fields().forEach((path, field) -> date(row, path, field, now));
      put(row);
    }
  }

  private void put(ObjectNode row) {
    resource.put(sheet.list(), member, sheet.key(row), row);
  }

  private Map<String, FieldSheet> fields() {
    return sheet.api().row().fields();
  }

  /** One step of its life. */
  void tick(Random random, Instant now) {
    List<ObjectNode> rows = resource.rows(sheet.list(), member);
    if (sheet.api().record().single()) {
      if (random.nextInt(24) == 0) {
        change(rows.get(0), random, now);
      }
    } else if (rows.size() < MAX_ROWS && random.nextInt(6) == 0) {
      List<ObjectNode> examples = sheet.examples();
      put(another(examples.get(random.nextInt(examples.size())), random, now));
    } else if (rows.size() > 1 && random.nextInt(9) == 0) {
      ObjectNode gone = rows.get(random.nextInt(rows.size()));
      resource.remove(sheet.list(), member, sheet.key(gone));
    } else if (!rows.isEmpty() && random.nextInt(3) == 0) {
      change(rows.get(random.nextInt(rows.size())), random, now);
    }
  }

  /** A row like the example that is told from it by everything that names it. */
  private ObjectNode another(ObjectNode example, Random random, Instant now) {
    ObjectNode row = example.deepCopy();
    row.properties()
        .forEach(
            one -> {
              if (sheet.api().row().subject().contains("{" + one.getKey())) {
                Sheet.set(row, one.getKey(), renamed(one.getValue().asText(), random));
              }
            });
    fields()
        .forEach(
            (path, field) -> {
              String text =
                  Sheet.at(row, field.from().isEmpty() ? "no such" : field.from()).asText();
              if (path.endsWith("address") && !text.isEmpty()) {
                String address = "10.20." + random.nextInt(4) + "." + (2 + random.nextInt(250));
                Sheet.set(
                    row,
                    field.from(),
                    PORT.matcher(text).replaceFirst("$1").equals(text)
                        ? address
                        : address + text.substring(text.lastIndexOf(':')));
              }
              date(row, path, field, now);
            });
    return row;
  }

  /** The text with other digits, or with some at its end. */
  private static String renamed(String text, Random random) {
    if (DIGIT.matcher(text).results().count() < 3) {
      return text + random.nextInt(10_000);
    }
    return DIGIT.matcher(text).replaceAll(digit -> Integer.toString(1 + random.nextInt(9)));
  }

  /** The same row later: counters have grown, switches are turned. */
  private void change(ObjectNode present, Random random, Instant now) {
    ObjectNode row = present.deepCopy();
    fields()
        .forEach(
            (path, field) -> {
              JsonNode value = Sheet.at(row, field.from().isEmpty() ? "no such" : field.from());
              if (path.startsWith("traffic.total.")) {
                Sheet.set(
                    row, field.from(), Long.toString(value.asLong() + random.nextInt(40_000)));
              } else if (path.equals("connection.count")) {
                Sheet.set(row, field.from(), Integer.toString(1 + random.nextInt(40)));
              } else if (path.equals("traffic.measured_at")) {
                date(row, path, field, now);
              } else if (path.endsWith(".enabled") && !field.whenTrue().isEmpty()) {
                boolean on = field.whenTrue().contains(value.asText());
                Sheet.set(row, field.from(), (on ? field.whenFalse() : field.whenTrue()).get(0));
              }
            });
    put(row);
  }

  /** Sets a time that has passed to now, in the form that it has. */
  private static void date(ObjectNode row, String path, FieldSheet field, Instant now) {
    String text = Sheet.at(row, field.from().isEmpty() ? "no such" : field.from()).asText();
    if (!path.matches("connection.started_at|traffic.measured_at") || text.isEmpty()) {
      return;
    }
    if (text.matches("\\d{1,11}")) {
      Sheet.set(row, field.from(), Long.toString(now.getEpochSecond()));
    } else if (text.matches("\\d+")) {
      Sheet.set(row, field.from(), Long.toString(now.toEpochMilli()));
    } else if (text.contains("T")) {
      Sheet.set(row, field.from(), now.truncatedTo(ChronoUnit.SECONDS).toString());
    } else {
      Sheet.set(row, field.from(), LOCAL.format(now));
    }
  }
}
