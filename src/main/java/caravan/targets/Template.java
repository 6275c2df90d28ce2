package caravan.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses values with placeholders: {@code ${NAME}}, {@code ${NAME:default}} and {@code
 * ${file:path}}. A doubled dollar sign before the brace is a literal one.
 */
final class Template {

  /** How placeholders are written, for remedies. */
  static final String REMEDY =
      "Write ${NAME}, ${NAME:default} or ${file:/path}; write $${ for a literal ${.";

  private static final String FILE = "file:";
  private static final String OPEN = "${";

  /** A literal brace, a placeholder, or the start of one that is not closed. */
  private static final Pattern MARK = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}|\\$\\{");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Template() {}

  /** A part of a value. */
  sealed interface Piece permits Literal, Variable, FileName {}

  /** Literal text, which may be a secret. */
  record Literal(String text) implements Piece {

    @Override
    public String toString() {
      return "Literal[***]";
    }
  }

  /** An environment variable; the default, which may be a secret, is null when there is none. */
  record Variable(String name, String fallback) implements Piece {

    @Override
    public String toString() {
      return "Variable[" + name + "]";
    }
  }

  /** Content of a file. */
  record FileName(String path) implements Piece {}

  /**
   * Splits a value into its pieces.
   *
   * @throws IllegalArgumentException when a placeholder is malformed; never quotes the value
   */
  static List<Piece> parse(String value) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    Matcher found = MARK.matcher(value);
    while (found.find()) {
      String inner = found.group(1);
      if (inner == null && found.group().equals(OPEN)) {
        throw new IllegalArgumentException("a placeholder is not closed with }");
      }
      found.appendReplacement(literal, inner == null ? Matcher.quoteReplacement(OPEN) : "");
      if (inner != null) {
        flush(literal, pieces);
        pieces.add(placeholder(inner));
      }
    }
    found.appendTail(literal);
    flush(literal, pieces);
    return pieces;
  }

  private static void flush(StringBuilder literal, List<Piece> pieces) {
    if (literal.length() > 0) {
      pieces.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static Piece placeholder(String text) {
    if (text.contains("${")) {
      throw new IllegalArgumentException("a placeholder stands inside another");
    }
    if (text.startsWith(FILE)) {
      String path = text.substring(FILE.length());
      if (path.isBlank() || CONTROL.matcher(path).find()) {
        throw new IllegalArgumentException("a placeholder ${file:...} names no file");
      }
      return new FileName(path);
    }
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a placeholder names no environment variable");
    }
    return new Variable(name, colon < 0 ? null : text.substring(colon + 1));
  }
}
