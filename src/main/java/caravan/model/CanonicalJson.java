package caravan.model;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * A parsed JSON value as RFC 8785 text: members sorted, no white space, minimal escapes, numbers as
 * ECMAScript prints them. One departure: integers keep all their digits, whatever their size.
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  /** Canonical text of a value. */
  public static String text(JsonNode node) {
    JsonText out = new JsonText(256);
    write(node, out);
    return out.toString();
  }

  private static void write(JsonNode node, JsonText out) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, out);
      case ARRAY -> {
        out.openArray();
        for (JsonNode element : node) {
          out.element();
          write(element, out);
        }
        out.closeArray();
      }
      case STRING -> out.value(node.textValue());
      case NUMBER -> out.literal(number(node));
      case BOOLEAN -> out.literal(node.booleanValue() ? "true" : "false");
      default -> out.literal("null");
    }
  }

  private static void writeObject(JsonNode node, JsonText out) {
    List<String> names = new ArrayList<>(node.size());
    for (Iterator<String> all = node.fieldNames(); all.hasNext(); ) {
      names.add(all.next());
    }
    Collections.sort(names);
    out.open();
    for (String name : names) {
      out.name(name);
      write(node.get(name), out);
    }
    out.close();
  }

  private static String number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue().toString();
    }
    double value = node.doubleValue();
    // Beyond a double's range ECMAScript has no number; the digits the vendor sent are kept.
    return Double.isInfinite(value) || Double.isNaN(value)
        ? node.decimalValue().toString()
        : ecmaScript(value);
  }

  /** ECMAScript's Number-to-String over the shortest digits that read back as the same double. */
  static String ecmaScript(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest =
        new BigDecimal(NumberOutput.toString(Math.abs(value), true)).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (point > 21 || point <= -6) {
      int exponent = point - 1;
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return sign + digits + "0".repeat(point - digits.length());
    }
    return sign + digits.substring(0, point) + "." + digits.substring(point);
  }
}
