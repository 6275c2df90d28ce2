package caravan.targets;

import caravan.model.ApiSheet;
import caravan.model.Mistake;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The data sheet of an API as its route file has it. Camel gives a sheet's values to a bean without
 * their places, and changes names with dashes; so where a sheet is checked, it is read once more.
 */
public final class SheetFile {

  /** What a sheet says that was written from an answer, until somebody knows better. */
  private static final String UNDECIDED = "decide";

  private final Node properties;

  private SheetFile(Node properties) {
    this.properties = properties;
  }

  /**
   * Reads the sheet of a route file.
   *
   * @param bean name of the bean
   * @throws TargetsException when the file cannot be read or has no such bean
   */
  public static SheetFile read(String file, byte[] content, String bean) throws TargetsException {
    Problems problems = new Problems();
    problems.file(file);
    Node root = new Parser(new Reading.Document(file, null, content), problems).parse();
    if (root != null) {
      for (Node part : root.items()) {
        for (Node one : items(part.entry("beans"))) {
          Node name = one.entry("name");
          if (name != null && bean.equals(name.text()) && one.entry("properties") != null) {
            return new SheetFile(one.entry("properties"));
          }
        }
      }
      problems.add(Place.of(file), "the file has no bean " + Parser.shown(bean), "Add it.");
    }
    throw new TargetsException(problems.sorted());
  }

  private static List<Node> items(Node list) {
    return list == null ? List.of() : list.items();
  }

  /** The sheet's values by their keys. */
  public ApiSheet sheet() {
    ApiSheet sheet = new ApiSheet();
    members(properties).forEach((key, value) -> sheet.put(key, value));
    return sheet;
  }

  private static Map<String, Object> members(Node mapping) {
    Map<String, Object> members = new TreeMap<>();
    mapping.entries().forEach((key, value) -> members.put(key, value(value)));
    return members;
  }

  private static Object value(Node node) {
    return node.kind() == Node.Kind.MAPPING ? members(node) : String.valueOf(node.written());
  }

  /** What Camel would make something else of. */
  public void check(Consumer<Mistake> mistakes) {
    check("", properties, mistakes);
  }

  private static void check(String prefix, Node node, Consumer<Mistake> mistakes) {
    if (node.written() != null && (node.written().contains("{{") || isReference(node))) {
      mistakes.accept(
          new Mistake(
              prefix,
              "Camel would put something else in place of this value",
              "Write it without {{ and without # at its beginning."));
    }
    if (UNDECIDED.equals(node.written())) {
      mistakes.accept(new Mistake(prefix, "still to be decided", "See the vendor's page."));
    }
    if (node.kind() == Node.Kind.LIST) {
      mistakes.accept(
          new Mistake(prefix, "a list is not allowed here", "Write a text with commas."));
    }
    node.entries()
        .forEach(
            (key, value) -> {
              String at = Place.join(prefix, key);
              if (key.contains("-")) {
                mistakes.accept(
                    new Mistake(
                        at,
                        "Camel changes names with dashes",
                        "Use a name without one; headers are lines of a text."));
              }
              check(at, value, mistakes);
            });
  }

  private static boolean isReference(Node node) {
    return node.written().startsWith("#");
  }

  /** A mistake with its place: that of its key, or of the nearest key around it. */
  public Problem locate(Mistake mistake) {
    Node at = properties;
    String rest = mistake.key();
    boolean found = true;
    while (found && !rest.isEmpty()) {
      found = false;
      for (Map.Entry<String, Node> one : at.entries().entrySet()) {
        if (rest.equals(one.getKey()) || rest.startsWith(one.getKey() + ".")) {
          at = one.getValue();
          rest = rest.substring(Math.min(rest.length(), one.getKey().length() + 1));
          found = true;
          break;
        }
      }
    }
    Place place = at.place();
    return new Problem(
        place.file(),
        place.line(),
        place.column(),
        mistake.key(),
        mistake.message(),
        mistake.remedy());
  }
}
