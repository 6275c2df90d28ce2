package caravan.targets;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Turns the bytes of one file into nodes. Reads YAML events instead of a finished tree, to limit
 * depth, aliases and size before memory is spent, and to report problems in its own words: those of
 * a YAML library quote the line, which may hold a secret.
 */
final class Parser {

  /** Largest file, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  /** Deepest nesting; the format itself needs four. */
  static final int MAX_DEPTH = 16;

  /** Most values after aliases are filled in. */
  static final int MAX_VALUES = 200_000;

  private static final Pattern SHOWN_KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final CoreSchema SCHEMA = new CoreSchema();
  private static final Map<Tag, Node.Kind> KINDS =
      Map.of(
          Tag.INT, Node.Kind.INTEGER,
          Tag.FLOAT, Node.Kind.DECIMAL,
          Tag.BOOL, Node.Kind.BOOLEAN,
          Tag.NULL, Node.Kind.NOTHING);

  /** What part of the library's message means; only fixed words, since that quotes the file. */
  private record Cause(String words, String message, String remedy) {}

  private static final List<Cause> CAUSES =
      """
      TAB; a tab stands where YAML wants spaces; Indent with spaces.
      mapping values are not allowed; a colon stands where no key can be; \
      Check the indentation of this line and the line above, or put the value in quotes.
      could not find expected ':'; a key has no colon after it; \
      Write "key: value", with a space after it.
      <block end>; the indentation does not fit; Indent keys that belong together alike.
      cannot start any token; this character cannot start a value; Put the value in quotes.
      ; this is not valid YAML; \
      Check quotes, brackets and indentation of this line and the line above.
      """
          .lines()
          .map(line -> line.split("; ", 3))
          .map(parts -> new Cause(parts[0], parts[1], parts[2]))
          .toList();

  private final String file;
  private final byte[] content;
  private final Problems problems;
  private final Map<Anchor, Node> anchors = new HashMap<>();
  private Iterator<Event> events;
  private int values;

  Parser(Reading.Document document, Problems problems) {
    this.file = document.name();
    this.content = document.content();
    this.problems = problems;
  }

  /** The root of the file, or null when it cannot be read; then there is a problem. */
  Node parse() {
    try {
      return root(decode());
    } catch (Unreadable unreadable) {
      problems.add(unreadable.place, unreadable.getMessage(), unreadable.remedy);
      return null;
    }
  }

  /** A key as problems may show it: anything unusual could be a secret in the wrong place. */
  static String shown(String key) {
    return SHOWN_KEY.matcher(key).matches() ? key : "?";
  }

  private String decode() throws Unreadable {
    if (content.length > MAX_BYTES) {
      throw new Unreadable(
          Place.of(file), "the file is larger than 1 MiB", "Split it into several files.");
    }
    CharBuffer characters = CharBuffer.allocate(content.length + 1);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content), characters, true);
    String text = characters.flip().toString();
    if (result.isError()) {
      throw new Unreadable(end(text), "the file is not UTF-8 text", "Save it as UTF-8.");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Node root(String text) throws Unreadable {
    // The library loses its place where a buffer ends within a character, so there is one buffer.
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(MAX_BYTES)
            .setBufferSize(text.length() + 2)
            .setSchema(SCHEMA)
            .build();
    try {
      events = new Parse(settings).parseString(text).iterator();
      events.next();
      if (events.next().getEventId() == Event.ID.StreamEnd) {
        throw empty();
      }
      Event start = events.next();
      Node root = node(start, place("", start), 0);
      if (root.kind() == Node.Kind.NOTHING) {
        throw empty();
      }
      events.next();
      Event last = events.next();
      if (last.getEventId() != Event.ID.StreamEnd) {
        String remedy = "Remove the line of three dashes, or move the rest to another file.";
        throw new Unreadable(place("", last), "a second YAML document starts here", remedy);
      }
      return root;
    } catch (ReaderException unprintable) {
      throw new Unreadable(
          end(text.substring(0, text.offsetByCodePoints(0, unprintable.getPosition()))),
          String.format("the character U+%04X is not allowed in YAML", unprintable.getCodePoint()),
          "Remove it, or write it as an escape in double quotes.");
    } catch (MarkedYamlEngineException invalid) {
      throw invalid(invalid);
    } catch (YamlEngineException invalid) {
      throw new Unreadable(
          Place.of(file), "the file is not valid YAML", "Compare it with targets.example.yaml.");
    }
  }

  private Unreadable empty() {
    return new Unreadable(
        Place.of(file), "the file is empty", "Write accounts and targets into it.");
  }

  private Unreadable invalid(MarkedYamlEngineException invalid) {
    Place place = place("", invalid.getProblemMark().or(invalid::getContextMark));
    String cause = String.valueOf(invalid.getProblem());
    return CAUSES.stream()
        .filter(one -> cause.contains(one.words()))
        .findFirst()
        .map(one -> new Unreadable(place, one.message(), one.remedy()))
        .orElseThrow();
  }

  private Node node(Event event, Place place, int depth) throws Unreadable {
    count(place);
    if (depth > MAX_DEPTH) {
      throw new Unreadable(place, "values are nested too deeply", "Remove the inner levels.");
    }
    if (event instanceof AliasEvent alias) {
      return alias(alias, place);
    }
    Node node;
    if (event instanceof ScalarEvent scalar) {
      refuseTag(place, scalar.getTag());
      String text = scalar.getValue();
      node = Node.scalar(place, scalar.isPlain() ? kind(text) : Node.Kind.TEXT, text);
    } else {
      refuseTag(place, ((CollectionStartEvent) event).getTag());
      node = event instanceof MappingStartEvent ? mapping(place, depth) : list(place, depth);
    }
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
    return node;
  }

  static Node.Kind kind(String plain) {
    return KINDS.getOrDefault(SCHEMA.getScalarResolver().resolve(plain, true), Node.Kind.TEXT);
  }

  private void refuseTag(Place place, Optional<String> tag) {
    if (tag.isPresent()) {
      problems.add(place, "YAML tags are not supported", "Remove the word with exclamation mark.");
    }
  }

  private Node mapping(Place place, int depth) throws Unreadable {
    Map<String, Node> entries = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(event instanceof ScalarEvent scalar)) {
        throw new Unreadable(
            place(place.key(), event), "a key must be plain text", "Write the key as a word.");
      }
      String key = scalar.getValue();
      Place at = place(Place.join(place.key(), shown(key)), event);
      Node value = node(events.next(), at, depth + 1);
      Node earlier = entries.putIfAbsent(key, value);
      if (earlier != null) {
        String message = "the key is already written on line " + earlier.place().line();
        problems.add(at, message, "Keep one of them.");
      }
    }
    return Node.mapping(place, entries);
  }

  private Node list(Place place, int depth) throws Unreadable {
    List<Node> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      String key = place.key() + "[" + items.size() + "]";
      items.add(node(event, place(key, event), depth + 1));
    }
    return Node.list(place, items);
  }

  /** A copy of the anchored value, so that its problems name the key that uses it. */
  private Node alias(AliasEvent alias, Place place) throws Unreadable {
    Node node = anchors.get(alias.getAlias());
    if (node == null) {
      throw new Unreadable(
          place,
          "an alias (*name) refers to no anchor (&name) above it",
          "Put the value in quotes if the asterisk belongs to it.");
    }
    return copy(node, place);
  }

  private Node copy(Node node, Place place) throws Unreadable {
    count(place);
    Map<String, Node> entries = new LinkedHashMap<>();
    for (Map.Entry<String, Node> entry : node.entries().entrySet()) {
      entries.put(entry.getKey(), copy(entry.getValue(), moved(entry.getValue(), node, place)));
    }
    List<Node> items = new ArrayList<>();
    for (Node item : node.items()) {
      items.add(copy(item, moved(item, node, place)));
    }
    return new Node(place, node.kind(), node.text(), node.written(), entries, items);
  }

  private static Place moved(Node child, Node from, Place to) {
    Place place = child.place();
    String key = to.key() + place.key().substring(from.place().key().length());
    return new Place(place.file(), key, place.line(), place.column());
  }

  private void count(Place place) throws Unreadable {
    if (++values > MAX_VALUES) {
      throw new Unreadable(
          place, "the file holds more than 200,000 values", "Split it, or use fewer aliases.");
    }
  }

  /** Where a text ends. */
  private Place end(String text) {
    String[] lines = text.split("\r\n|\r|\n", -1);
    String last = lines[lines.length - 1];
    return new Place(file, "", lines.length, last.codePointCount(0, last.length()) + 1);
  }

  private Place place(String key, Event event) {
    return place(key, event.getStartMark());
  }

  private Place place(String key, Optional<Mark> mark) {
    return mark.map(at -> new Place(file, key, at.getLine() + 1, at.getColumn() + 1))
        .orElseGet(() -> new Place(file, key, 0, 0));
  }

  /** The rest of the file cannot be parsed. */
  private static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String remedy;

    Unreadable(Place place, String message, String remedy) {
      super(message, null, false, false);
      this.place = place;
      this.remedy = remedy;
    }
  }
}
