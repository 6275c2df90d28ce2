package caravan.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
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
      case NUMBER -> number(node, out);
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

  private static void number(JsonNode node, JsonText out) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      out.number(node.longValue());
    } else {
      out.literal(number(node));
    }
  }

  private static String number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue().toString();
    }
    double value = node.doubleValue();
    if (node.isBigDecimal() && outOfRange(value, node.decimalValue())) {
      return layout(node.decimalValue());
    }
    if (Double.isInfinite(value) || Double.isNaN(value)) {
      // JSON has no such number and the vendor's digits are lost; a name in quotes says so.
      return "\"" + value + "\"";
    }
    return ecmaScript(value);
  }

  /** Beyond a double's range ECMAScript has no number; the digits the vendor sent are kept. */
  private static boolean outOfRange(double value, BigDecimal exact) {
    return Double.isInfinite(value) || (value == 0 && exact.signum() != 0);
  }

  /** ECMAScript's Number-to-String over the shortest digits that read back as the same double. */
  static String ecmaScript(double value) {
    return layout(shortest(value));
  }

  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(NumberOutput.toString(value, true));
    // Java never prints fewer than two digits, so it may pick 4.9E-324 where one digit would do.
    BigDecimal oneDigit = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
    return oneDigit.doubleValue() == value ? oneDigit : decimal;
  }

  private static String layout(BigDecimal decimal) {
    if (decimal.signum() == 0) {
      return "0";
    }
    String all = decimal.unscaledValue().abs().toString();
    String digits = withoutTrailingZeros(all);
    long point = (long) all.length() - decimal.scale();
    String sign = decimal.signum() < 0 ? "-" : "";
    if (point > 21 || point <= -6) {
      long exponent = point - 1;
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
    }
    int whole = (int) point;
    if (whole <= 0) {
      return sign + "0." + "0".repeat(-whole) + digits;
    }
    if (whole >= digits.length()) {
      return sign + digits + "0".repeat(whole - digits.length());
    }
    return sign + digits.substring(0, whole) + "." + digits.substring(whole);
  }

  private static String withoutTrailingZeros(String digits) {
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
