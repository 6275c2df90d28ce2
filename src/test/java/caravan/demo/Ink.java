package caravan.demo;

import java.io.Console;
import java.util.Map;

/**
 * Colours of a terminal, or none.
 *
 * @param colourful whether escape sequences are written
 */
record Ink(boolean colourful) {

  private static final Map<String, String> VENDORS =
      Map.of("tencent", "94", "alibaba", "33", "huawei", "91", "ctyun", "36");

  /**
   * Colours for standard output: only on a terminal that has not asked for plain text.
   *
   * @param environment environment variables
   */
  static Ink forTerminal(Map<String, String> environment) {
    boolean refused =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Ink(!refused && terminal(System.console()));
  }

  String vendor(String vendor, String text) {
    return painted(VENDORS.getOrDefault(vendor, "0"), text);
  }

  String dim(String text) {
    return painted("2", text);
  }

  String bold(String text) {
    return painted("1", text);
  }

  String warning(String text) {
    return painted("93", text);
  }

  private String painted(String code, String text) {
    return colourful ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** From Java 22 on there is a console without a terminal too, and a method to tell them apart. */
  private static boolean terminal(Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
