package caravan.targets;

import caravan.json.Beginning;
import caravan.model.ApiSheet;
import caravan.model.Mistake;
import caravan.redact.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The data sheet of an API as its route file has it. It is read and checked before Camel reads the
 * file: Camel gives a bean its values without their places, changes names with dashes, fills in the
 * environment, and makes objects of classes that a value names.
 */
public final class SheetFile {

  /** What a sheet says that was written from an answer, until somebody knows better. */
  private static final Pattern UNDECIDED =
      Pattern.compile("decide(/.*)?|https://decide\\..*|.*\\{decide\\}.*");

  private static final String TYPE = "caravan.model.Api";

  /** All others run code, or make the bean another one. */
  private static final Set<String> KEYS = Set.of("name", "type", "builderClass", "properties");

  /** Begins keys of the bean itself; those of its sheet stand alone. */
  private static final String BEAN = "bean.";

  private static final String POLL = "poll.";
  private static final int MAX_SHOWN = 300;

  private final Node bean;
  private final Node properties;

  /** What the poll route of the API is made of, by the names of the template's parameters. */
  private final Map<String, Node> parts = new HashMap<>();

  private SheetFile(Node bean, List<Node> document) {
    this.bean = bean;
    Node stated = bean.entry("properties");
    this.properties = stated == null ? Node.mapping(bean.place(), Map.of()) : stated;
    document.stream().map(part -> part.entry("templatedRoute")).forEach(this::addParts);
  }

  /**
   * Reads all sheets of a route file.
   *
   * @throws TargetsException when the file cannot be read
   */
  public static List<SheetFile> all(String file, byte[] content) throws TargetsException {
    Problems problems = new Problems();
    problems.file(file);
    Node root = new Parser(new Reading.Document(file, null, content), problems).parse();
    if (!problems.isEmpty()) {
      throw new TargetsException(problems.sorted());
    }
    return root.items().stream()
        .flatMap(part -> items(part.entry("beans")).stream())
        .filter(one -> text(one, "type").endsWith(TYPE) || text(one, "builderClass").contains(TYPE))
        .map(one -> new SheetFile(one, root.items()))
        .toList();
  }

  /** Whether a route file can have a sheet; the others are nobody's business here. */
  public static boolean isIn(String content) {
    return content.contains(TYPE);
  }

  private static List<Node> items(Node list) {
    return list == null ? List.of() : list.items();
  }

  private static String text(Node mapping, String key) {
    Node value = mapping.entry(key);
    return value == null || value.written() == null ? "" : value.written();
  }

  private void addParts(Node route) {
    if (route == null || !text(route, "routeTemplateRef").equals("poll")) {
      return;
    }
    Map<String, Node> stated = new HashMap<>();
    items(route.entry("parameters"))
        .forEach(one -> stated.put(POLL + text(one, "name"), one.entry("value")));
    Node api = stated.remove(POLL + "api");
    if (api != null && name().equals(api.written())) {
      stated.values().removeIf(value -> value == null || value.written() == null);
      parts.putAll(stated);
    }
  }

  /** Name of the bean. */
  public String name() {
    return text(bean, "name");
  }

  /** Names of the beans that its poll route is made of, by keys such as {@code poll.signer}. */
  public Map<String, String> parts() {
    Map<String, String> names = new TreeMap<>();
    parts.forEach((key, value) -> names.put(key, value.written()));
    return names;
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

  /** What Camel would make something else of, and what only this room can read. */
  public void check(Consumer<Mistake> mistakes) {
    check("", properties, mistakes);
    for (String key : bean.entries().keySet()) {
      boolean other =
          !KEYS.contains(key)
              || key.equals("type") && !text(bean, key).matches("(#class:)?" + TYPE);
      if (other) {
        mistakes.accept(
            new Mistake(
                BEAN + key,
                "a data sheet has no such key, or another value",
                "Write name, type: caravan.model.Api, builderClass and properties only."));
      }
    }
    Node request = properties.entry("request");
    Node every = request == null ? null : request.entry("every");
    if (every != null && every.written() != null && !isPeriod(every.written())) {
      mistakes.accept(
          new Mistake("request.every", "not a period", "Write a duration from 1s to 1d."));
    }
  }

  private static boolean isPeriod(String text) {
    try {
      Duration period = Durations.parse(text);
      return !period.isZero() && period.compareTo(Duration.ofDays(1)) <= 0;
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static void check(String prefix, Node node, Consumer<Mistake> mistakes) {
    String text = node.written() == null ? "" : node.written();
    if (text.contains("{{") || text.startsWith("#")) {
      mistakes.accept(
          new Mistake(
              prefix,
              "Camel would put something else in place of this value",
              "Write it without {{ and without # at its beginning."));
    }
    if (UNDECIDED.matcher(text).matches() || prefix.endsWith(".decide")) {
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
              if (key.contains("-") || key.contains("{{")) {
                mistakes.accept(
                    new Mistake(
                        at,
                        "Camel changes names with dashes or braces",
                        "Use a name without them; headers are lines of a text."));
              }
              check(at, value, mistakes);
            });
  }

  /** A mistake with its place: that of its key, or of the nearest key around it. */
  public Problem locate(Mistake mistake) {
    boolean ofBean = mistake.key().startsWith(BEAN);
    Node at = ofBean ? bean : parts.getOrDefault(mistake.key(), properties);
    List<String> key = new ArrayList<>();
    String rest = ofBean ? mistake.key().substring(BEAN.length()) : mistake.key();
    boolean found = true;
    while (found && !rest.isEmpty()) {
      found = false;
      for (Map.Entry<String, Node> one : at.entries().entrySet()) {
        if (rest.equals(one.getKey()) || rest.startsWith(one.getKey() + ".")) {
          at = one.getValue();
          key.add(Parser.shown(one.getKey()));
          rest = rest.substring(Math.min(rest.length(), one.getKey().length() + 1));
          found = true;
          break;
        }
      }
    }
    if (!rest.isEmpty()) {
      key.add(Parser.shown(rest));
    }
    Place place = at.place();
    return new Problem(
        place.file(),
        place.line(),
        place.column(),
        String.join(".", key),
        OneLine.withQuotes(Beginning.of(mistake.message(), MAX_SHOWN)),
        OneLine.withQuotes(mistake.remedy()));
  }
}
