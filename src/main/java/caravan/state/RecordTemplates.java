package caravan.state;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the raw records of one scope have in common: the same members in the same order. A record is
 * split into its values and its template, the text around them, and each template is kept once.
 * This does not parse JSON: whatever the text, template and values together give it back.
 */
final class RecordTemplates {

  /** Stands for a value in a template. */
  private static final char VALUE = '\u0000';

  /** A string, with its colon if it is a name, or a number. Possessive, so it never backtracks. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,64}+)\"(:?)|[-+.0-9]++", Pattern.DOTALL);

  private static final int STRING = 1;
  private static final int COLON = 2;
  private static final int MAX_VALUES = 100;
  private static final int MAX_TEMPLATES = 32;
  private static final int MAX_LENGTH = 2048;

  private final List<String> templates = new ArrayList<>(1);

  /** Writes a record, or null. */
  void pack(String text, CompactWriter out) {
    StringBuilder template = new StringBuilder(256);
    List<String> values = text == null ? List.of() : split(text, template);
    int number = values.isEmpty() ? -1 : number(template);
    out.unsigned(number + 1);
    if (number < 0) {
      out.text(text);
    } else {
      values.forEach(out::text);
    }
  }

  /** Reads a record, or null. */
  String unpack(CompactReader in) {
    int number = (int) in.unsigned();
    if (number == 0) {
      return in.text();
    }
    String template = templates.get(number - 1);
    StringBuilder text = new StringBuilder(2 * template.length());
    int from = 0;
    for (int at; (at = template.indexOf(VALUE, from)) >= 0; from = at + 1) {
      text.append(template, from, at).append(in.text());
    }
    return text.append(template, from, template.length()).toString();
  }

  /**
   * Splits a text.
   *
   * @param text any text
   * @param template takes the text with a place holder for each value
   * @return the values, strings without their quotes; empty if there are none or too many
   */
  static List<String> split(String text, StringBuilder template) {
    if (text.indexOf(VALUE) >= 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int from = 0;
    while (token.find()) {
      int group = token.start(STRING) < 0 ? 0 : STRING;
      if (group == STRING && token.end(COLON) > token.start(COLON)) {
        continue;
      }
      if (values.size() == MAX_VALUES) {
        return List.of();
      }
      values.add(token.group(group));
      template.append(text, from, token.start(group)).append(VALUE);
      from = token.end(group);
    }
    template.append(text, from, text.length());
    return values;
  }

  /** Number of a template; -1 if it is too long or there are too many. */
  private int number(CharSequence template) {
    for (int i = 0; i < templates.size(); i++) {
      if (templates.get(i).contentEquals(template)) {
        return i;
      }
    }
    if (templates.size() == MAX_TEMPLATES || template.length() > MAX_LENGTH) {
      return -1;
    }
    templates.add(template.toString());
    return templates.size() - 1;
  }
}
