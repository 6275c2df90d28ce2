package caravan.simulator;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Failure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One API as the simulated clouds serve it: what its data sheet says and the shape of its example
 * answers. Both are found by their place, so no API is named anywhere.
 */
public final class Sheet {

  private static final Path ROUTES = Path.of("routes");
  private static final Path EXAMPLES = Path.of("src/test/resources/apis");
  private static final String SUFFIX = ".camel.yaml";
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(region|projectId|resource|member)\\}");
  private static final List<Sheet> SHIPPED = shipped();

  private final Api api;
  private final Pattern path;
  private final List<ObjectNode> answers;

  private Sheet(Api api, List<ObjectNode> answers) {
    this.api = api;
    this.path = pattern(api.request().path(), "[^/]+");
    this.answers = answers;
  }

  /** The sheets that are shipped, by the names of their files. */
  public static List<Sheet> all() {
    return SHIPPED;
  }

  /**
   * A shipped sheet by its id.
   *
   * @throws NoSuchElementException when there is none
   */
  public static Sheet of(String id) {
    return first(sheet -> sheet.api().id().equals(id), id);
  }

  /**
   * The first shipped sheet that reads a list.
   *
   * @throws NoSuchElementException when there is none
   */
  public static Sheet ofList(String list) {
    return first(sheet -> sheet.list().equals(list), list);
  }

  private static Sheet first(Predicate<Sheet> wanted, String name) {
    return SHIPPED.stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(name));
  }

  private static List<Sheet> shipped() {
    List<Sheet> sheets = new ArrayList<>();
    for (Path file : files(ROUTES)) {
      String name = file.getFileName().toString();
      if (name.endsWith(SUFFIX)) {
        String id = name.substring(0, name.length() - SUFFIX.length());
        sheets.add(read(file, EXAMPLES.resolve(id)));
      }
    }
    sheets.sort(Comparator.comparing(Sheet::toString));
    return List.copyOf(sheets);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An API that need not be shipped.
   *
   * @param routeFile its route file
   * @param examples folder of its answers, {@code answer*.json}
   */
  public static Sheet read(Path routeFile, Path examples) {
    try (InputStream file = Files.newInputStream(routeFile)) {
      Api api = Fixtures.sheet(file).build();
      List<ObjectNode> answers = new ArrayList<>();
      for (Path answer : files(examples)) {
        // Those with a status in their names are errors.
        if (answer.getFileName().toString().matches("answer(?!-\\d{3}-).*\\.json")) {
          answers.add(Json.parse(Files.readAllBytes(answer)));
        }
      }
      return new Sheet(api, List.copyOf(answers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data sheet. */
  public Api api() {
    return api;
  }

  /**
   * Name of the list that it reads; all versions of a call read the same. Where two services have a
   * call of that name, theirs is in front.
   */
  public String list() {
    Api.SourceSheet source = api.source();
    boolean shared =
        SHIPPED.stream()
            .map(other -> other.api.source())
            .filter(other -> other.vendor().equals(source.vendor()))
            .filter(other -> other.operation().equals(source.operation()))
            .anyMatch(other -> !other.service().equals(source.service()));
    return shared ? source.service() + " " + source.operation() : source.operation();
  }

  /** The shipped sheet that reads the list of a scope, by the segments of its path. */
  public static Sheet ofScope(List<String> path) {
    return first(
        sheet -> {
          Api.SourceSheet source = sheet.api.source();
          return List.of(path.get(0), path.get(1), path.get(4), path.get(7))
              .equals(
                  List.of(
                      source.vendor(),
                      source.service(),
                      source.resourceType(),
                      source.operation()));
        },
        path.toString());
  }

  /** Whether a target has to name the members of its resources. */
  public boolean ofMembers() {
    return Stream.of("users", "members").anyMatch(api.request().requires()::contains);
  }

  /** Rows of the example answers, to be copied. */
  public List<ObjectNode> examples() {
    return answers.stream().flatMap(answer -> rows(answer).stream()).toList();
  }

  /** Rows of an answer. */
  public List<ObjectNode> rows(JsonNode answer) {
    JsonNode items = at(answer, api.record().items());
    List<ObjectNode> rows = new ArrayList<>();
    if (api.record().single() && items instanceof ObjectNode only) {
      rows.add(only.deepCopy().remove(api.record().omit()));
    }
    if (items.isArray()) {
      items.forEach(row -> rows.add((ObjectNode) row));
    }
    return rows;
  }

  /**
   * A row of a catalogue: the first example with another id, which runs or does not.
   *
   * @param members ids inside it, where the catalogue states them
   */
  ObjectNode row(String id, boolean running, List<String> members) {
    ObjectNode row = examples().get(0).deepCopy();
    api.row()
        .fields()
        .forEach(
            (path, field) -> {
              if (path.matches("asset\\.(id|name)|account\\.name")) {
                set(row, field.from(), id);
              } else if (path.matches("asset\\.running|account\\.enabled")) {
                List<String> values = running ? field.whenTrue() : field.whenFalse();
                if (!values.isEmpty()) {
                  set(row, field.from(), values.get(0));
                }
              }
            });
    String from = api.row().members().from();
    if (!from.isEmpty()) {
      setAll(row, from, members);
    }
    return row;
  }

  /**
   * Sets the ids at a path through lists: of each list its first element stays, once for each id.
   */
  private static void setAll(ObjectNode row, String dotted, List<String> ids) {
    String[] names = dotted.split("\\.");
    JsonNode at = row;
    for (int i = 0; i < names.length - 2; i++) {
      at = at.get(names[i]);
      at = at.isArray() ? at.get(0) : at;
    }
    ArrayNode all = (ArrayNode) at.get(names[names.length - 2]);
    ObjectNode example = (ObjectNode) all.get(0);
    all.removeAll();
    ids.forEach(id -> all.add(example.deepCopy().put(names[names.length - 1], id)));
  }

  /** Sets a member by its dotted path; a number stays one. */
  static void set(ObjectNode row, String dotted, String value) {
    int dot = dotted.lastIndexOf('.');
    ObjectNode holder = (ObjectNode) (dot < 0 ? row : at(row, dotted.substring(0, dot)));
    String name = dotted.substring(dot + 1);
    if (holder.path(name).isNumber()) {
      holder.put(name, Long.parseLong(value));
    } else {
      holder.put(name, value);
    }
  }

  /** What tells a row from others of its list: the fields of its subject. */
  String key(ObjectNode row) {
    Matcher names = Pattern.compile("\\{([^}:]+)[^}]*\\}").matcher(api.row().subject());
    return names.results().map(one -> at(row, one.group(1)).asText()).toList().toString();
  }

  /** A value below a node by its dotted path; {@code .} is the node. */
  public static JsonNode at(JsonNode node, String dotted) {
    return dotted.equals(".") ? node : node.at("/" + dotted.replace('.', '/'));
  }

  /** The first code that the sheet has for a failure. */
  String code(Failure failure, String otherwise) {
    List<String> codes = api.errors().getOrDefault(failure, List.of());
    return codes.stream().filter(one -> !one.endsWith("*")).findFirst().orElse(otherwise);
  }

  boolean isAt(String callPath) {
    return path.matcher(callPath).matches();
  }

  /** Whether a name is a parameter of the call. */
  boolean knows(String parameter) {
    Api.PageSheet page = api.request().page();
    return api.request().parameters().containsKey(parameter)
        || Stream.of(page.size(), page.offset(), page.number(), page.marker())
            .anyMatch(parameter::equals);
  }

  /** What a call asks for, whether its parameters are in the path, the query or the body. */
  public Map<String, String> scope(Call call) {
    Map<String, String> parameters = new HashMap<>(call.parameters());
    ObjectNode body = Json.parse(call.body());
    if (body != null) {
      body.properties().forEach(one -> parameters.put(one.getKey(), one.getValue().asText()));
    }
    return scope(call, parameters, new ArrayList<>());
  }

  /**
   * The scope that a call asks for: {@code region}, {@code projectId}, {@code resource} and {@code
   * member}, as far as it states them.
   *
   * @param missing collects names of parameters that have to be there
   */
  Map<String, String> scope(Call call, Map<String, String> parameters, List<String> missing) {
    Map<String, String> scope = new HashMap<>();
    find(api.request().path(), call.path(), "[^/]+", scope);
    scope.replaceAll((name, value) -> URLDecoder.decode(value, StandardCharsets.UTF_8));
    api.request()
        .parameters()
        .forEach((name, text) -> find(name, text, parameters.get(name), scope, missing));
    for (String line : api.request().headers().lines().toList()) {
      String[] parts = line.split(":", 2);
      find(parts[0].strip(), parts[1].strip(), call.header(parts[0].strip()), scope, missing);
    }
    return scope;
  }

  private void find(
      String name, String text, String value, Map<String, String> scope, List<String> missing) {
    if (value != null && !value.isEmpty()) {
      find(text, value, ".+", scope);
    } else if (!text.contains("{region}") || api.request().requires().contains("region")) {
      missing.add(name);
    }
  }

  private static void find(String text, String value, String any, Map<String, String> scope) {
    Matcher names = PLACEHOLDER.matcher(text);
    Matcher values = pattern(text, any).matcher(value);
    if (values.matches()) {
      for (int group = 1; names.find(); group++) {
        scope.put(names.group(1), values.group(group));
      }
    }
  }

  private static Pattern pattern(String text, String any) {
    return Pattern.compile(
        PLACEHOLDER.matcher(Pattern.quote(text)).replaceAll("\\\\E(" + any + ")\\\\Q"));
  }

  /** The example answer with other rows, as the vendor would page them. */
  ObjectNode answer(Page page, String requestId) {
    ObjectNode answer = answers.get(0).deepCopy();
    Api.RecordSheet where = api.record();
    if (where.single()) {
      ObjectNode only = (ObjectNode) at(answer, where.items());
      ObjectNode row = page.rows().isEmpty() ? examples().get(0) : page.rows().get(0);
      List<String> names = new ArrayList<>();
      only.fieldNames().forEachRemaining(names::add);
      names.removeIf(name -> row.has(name) || where.omit().contains(name));
      only.remove(names);
      only.setAll(row);
    } else {
      ((ArrayNode) at(answer, where.items())).removeAll().addAll(page.rows());
    }
    put(answer, where.total(), page.total());
    put(answer, where.pages(), page.pages());
    put(answer, where.requestId(), requestId);
    put(answer, api.paging().nextMarker(), page.next());
    for (String holder : List.of("", parent(where.items()))) {
      echo(answer, holder, api.request().page().size(), page.size());
      echo(answer, holder, api.request().page().number(), page.number());
    }
    return answer;
  }

  private static String parent(String dotted) {
    return dotted.substring(0, Math.max(0, dotted.lastIndexOf('.')));
  }

  /** Vendors repeat what page was asked for; where the example does. */
  private static void echo(ObjectNode answer, String holder, String name, Object value) {
    String dotted = holder.isEmpty() ? name : holder + "." + name;
    if (!name.isEmpty() && !at(answer, dotted).isMissingNode()) {
      put(answer, dotted, value);
    }
  }

  /** A figure stays a text where the example has one; null takes the member away. */
  private static void put(ObjectNode answer, String dotted, Object value) {
    String holder = parent(dotted);
    JsonNode parent = holder.isEmpty() ? answer : at(answer, holder);
    if (dotted.isEmpty() || !(parent instanceof ObjectNode object)) {
      return;
    }
    String name = dotted.substring(dotted.lastIndexOf('.') + 1);
    if (value == null) {
      object.remove(name);
    } else if (value instanceof Integer number && !object.path(name).isTextual()) {
      object.put(name, number);
    } else {
      object.put(name, value.toString());
    }
  }

  /**
   * A page of a list.
   *
   * @param rows its rows
   * @param total rows of the list
   * @param pages pages of the list
   * @param size how many rows a page may have
   * @param number which page it is, from 1
   * @param next marker of the next page, or null
   */
  record Page(List<ObjectNode> rows, int total, int pages, int size, int number, String next) {}

  @Override
  public String toString() {
    return api.id();
  }
}
