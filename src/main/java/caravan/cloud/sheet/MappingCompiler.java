package caravan.cloud.sheet;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.event.Address;
import caravan.event.Rejected;
import caravan.model.Api;
import caravan.model.Mistake;
import caravan.model.Scope;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;

/** Makes the steps of a {@link RowMapping} from an API's sheet, and tells what is wrong with it. */
public final class MappingCompiler {

  private static final java.util.regex.Pattern SEGMENT =
      java.util.regex.Pattern.compile("\\{([^{}:]+)(?::(address|epoch))?\\}");

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("(\\d+),?\\}");

  private static final Pattern ANYTHING = Pattern.compile("(.*)");
  private static final int MAX_PATTERN = 1_000;

  private static final Set<String> ROLES_OF_ADDRESSES = Set.of("peer", "overlay", "unspecified");
  private static final Set<String> RULES = Set.of("mongodb", "values", "true", "false", "unknown");
  private static final String MEMBER = "{member}";

  private final Api api;
  private final Consumer<Mistake> mistakes;

  /** Event fields by the vendor's field that each is read from. */
  private final Map<String, EventField> sources = new HashMap<>();

  private final Set<String> declared = new HashSet<>();
  private final Map<EventField, RowMapping.Step> steps = new HashMap<>();

  /** Fields of the subject, which are read first. */
  private final Set<EventField> first = new LinkedHashSet<>();

  private MappingCompiler(Api api, Consumer<Mistake> mistakes) {
    this.api = api;
    this.mistakes = mistakes;
  }

  /**
   * What turns the API's rows into observations.
   *
   * @throws IllegalArgumentException when the sheet has mistakes; names all of them
   */
  public static Normalizer compile(Api api) {
    List<Mistake> mistakes = new ArrayList<>();
    Normalizer mapping = compile(api, mistakes::add);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          "the data sheet of " + api.id() + ": " + Mistake.all(mistakes));
    }
    return mapping;
  }

  /** The same; mistakes are told, and the result is of no use then. */
  public static Normalizer compile(Api api, Consumer<Mistake> mistakes) {
    return new MappingCompiler(api, mistakes).mapping();
  }

  private Normalizer mapping() {
    Api.RowSheet row = api.row();
    row.known().forEach(this::declare);
    row.drop().forEach(this::declare);
    declare(row.skip().from());
    row.fields().forEach(this::addField);
    List<RowMapping.Segment> subject = new ArrayList<>();
    String subjectName = resourceParameter();
    for (String text : row.subject().split("/")) {
      Matcher placeholder = SEGMENT.matcher(text);
      if (text.equals(MEMBER)) {
        subject.add((values, fields, scope) -> member(scope));
      } else if (placeholder.matches()) {
        subject.add(segment(placeholder.group(1), placeholder.group(2)));
        if (!"epoch".equals(placeholder.group(2))) {
          subjectName = placeholder.group(1);
        }
      } else {
        subject.add((values, fields, scope) -> text);
        if (text.isEmpty() || text.indexOf('{') >= 0) {
          mistake(
              "row.subject",
              "\"" + text + "\" is no segment",
              "Write words and fields between slashes, for example client/{ip:address}.");
        }
      }
    }
    EventField start = start();
    Roles roles = roles();
    checkFamily();
    Tags tags = tags();
    Members members = members();
    return new RowMapping(
        api, Set.copyOf(declared), ordered(), subject, subjectName, start, roles, tags, members);
  }

  private List<RowMapping.Step> ordered() {
    List<RowMapping.Step> ordered = new ArrayList<>();
    first.forEach(field -> ordered.add(steps.get(field)));
    for (EventField field : EventField.values()) {
      if (steps.containsKey(field) && !first.contains(field)) {
        ordered.add(steps.get(field));
      }
    }
    return ordered;
  }

  private void mistake(String key, String message, String remedy) {
    mistakes.accept(new Mistake(key, message, remedy));
  }

  /** Of a dotted path the first name is the row's own. */
  private void declare(String path) {
    if (!path.isEmpty()) {
      declared.add(path.split("[.\\[]", 2)[0]);
    }
  }

  private void addField(String path, Api.FieldSheet sheet) {
    String key = "row.fields." + path;
    Api.Family family = api.source().family();
    EventField field = EventField.at(path, family).orElse(null);
    if (field == null) {
      mistake(
          key,
          "events of the family " + family + " have no field " + path,
          "Write one of " + String.join(", ", EventField.paths(family)) + ".");
      return;
    }
    if (sheet.from().isEmpty() == sheet.constant().isEmpty()) {
      mistake(key, "neither from nor constant, or both", "Write one of them.");
      return;
    }
    declare(sheet.from());
    declare(sheet.port());
    RowMapping.Reader reader =
        sheet.from().isEmpty() ? constant(field, sheet, key) : reader(field, sheet, key);
    steps.put(field, new RowMapping.Step(field, reader));
    if (!sheet.from().isEmpty()) {
      sources.put(sheet.from(), field);
    }
  }

  private RowMapping.Reader constant(EventField field, Api.FieldSheet sheet, String key) {
    String text = sheet.constant();
    if (!field.words().isEmpty() && !field.words().contains(text)) {
      mistake(key, "\"" + text + "\" is not allowed here", "Write one of " + field.words() + ".");
    }
    return switch (field.type()) {
      case FLAG -> flagConstant(text, key);
      case TEXT, SCALAR, CONSTANT -> textConstant(text);
      default -> {
        mistake(key, field.path() + " cannot be a constant", "Write from, and the vendor's field.");
        yield (fields, scope) -> null;
      }
    };
  }

  private RowMapping.Reader flagConstant(String text, String key) {
    if (!text.equals("true") && !text.equals("false")) {
      mistake(key, "\"" + text + "\" is no truth value", "Write true or false.");
    }
    Boolean flag = Boolean.valueOf(text);
    return (fields, scope) -> flag;
  }

  private RowMapping.Reader textConstant(String text) {
    if (text.equals(MEMBER)) {
      return (fields, scope) -> member(scope);
    }
    return text.indexOf('{') < 0
        ? (fields, scope) -> text
        : (fields, scope) -> scope.fill(text, UnaryOperator.identity());
  }

  private RowMapping.Reader reader(EventField field, Api.FieldSheet sheet, String key) {
    String from = sheet.from();
    String path = field.path();
    EventField.Type type = field.type();
    boolean required = sheet.required();
    checkSettings(field, sheet, key);
    return switch (type) {
      case TEXT -> text(sheet, path, key);
      case SCALAR -> (fields, scope) -> fields.scalar(from, path);
      case TEXTS -> (fields, scope) -> fields.texts(from, path);
      case ADDRESS -> address(sheet, path);
      case COUNTER ->
          required
              ? (fields, scope) -> fields.requiredCounter(from)
              : (fields, scope) -> fields.counter(from, path);
      case TIME ->
          required
              ? (fields, scope) -> fields.requiredTime(from, path)
              : (fields, scope) -> fields.time(from, path);
      case EXPIRY -> (fields, scope) -> fields.timeText(from, path);
      case FLAG ->
          sheet.whenTrue().isEmpty() && sheet.whenFalse().isEmpty()
              ? (fields, scope) -> fields.flag(from, path)
              : (fields, scope) -> fields.flag(from, path, sheet.whenTrue(), sheet.whenFalse());
      case URL -> (fields, scope) -> fields.url(from, path);
      case CONSTANT -> {
        mistake(key, path + " is not read from a row", "Write constant, and " + field.words());
        yield (fields, scope) -> null;
      }
    };
  }

  private void checkSettings(EventField field, Api.FieldSheet sheet, String key) {
    EventField.Type type = field.type();
    onlyFor(type == EventField.Type.ADDRESS, key + ".role", sheet.role(), "addresses");
    onlyFor(type == EventField.Type.ADDRESS, key + ".port", sheet.port(), "addresses");
    onlyFor(type == EventField.Type.TEXT, key + ".capture", sheet.capture(), "texts");
    onlyFor(
        type == EventField.Type.FLAG,
        key + ".whenTrue",
        String.join("", sheet.whenTrue()),
        "flags");
    onlyFor(
        type == EventField.Type.FLAG,
        key + ".whenFalse",
        String.join("", sheet.whenFalse()),
        "flags");
    boolean canBeRequired =
        Set.of(
                EventField.Type.TEXT,
                EventField.Type.ADDRESS,
                EventField.Type.COUNTER,
                EventField.Type.TIME)
            .contains(type);
    onlyFor(canBeRequired, key + ".required", sheet.required() ? "true" : "", "other types");
    if (type == EventField.Type.ADDRESS && !ROLES_OF_ADDRESSES.contains(sheet.role())) {
      mistake(
          key + ".role",
          "the address has no role that events know",
          "Write peer, overlay or unspecified.");
    }
  }

  private void onlyFor(boolean fits, String key, String stated, String types) {
    if (!fits && !stated.isEmpty()) {
      mistake(key, "this is for " + types + " only", "Remove the key.");
    }
  }

  private RowMapping.Reader text(Api.FieldSheet sheet, String path, String key) {
    String from = sheet.from();
    boolean required = sheet.required();
    RowMapping.Reader plain =
        required
            ? (fields, scope) -> fields.requiredText(from)
            : (fields, scope) -> fields.name(from, path);
    if (sheet.capture().isEmpty()) {
      return plain;
    }
    Pattern pattern = pattern(sheet.capture(), key + ".capture");
    return (fields, scope) -> {
      String text = (String) plain.read(fields, scope);
      com.google.re2j.Matcher matcher = text == null ? null : pattern.matcher(text);
      if (matcher == null) {
        return null;
      }
      String group = matcher.matches() ? matcher.group(1) : null;
      if (group != null && !group.isEmpty()) {
        return group;
      }
      if (required) {
        throw new Rejected("wrong_type", from, "not of the form that the sheet captures");
      }
      return fields.unknown(path, fields.value(from));
    };
  }

  /**
   * RE2 takes a time that grows with the text only, so no pattern can run away. But it writes
   * repetitions out, those inside others too.
   */
  private Pattern pattern(String text, String key) {
    if (text.length() > MAX_PATTERN || MAX_PATTERN < repetitions(text)) {
      mistake(key, "the pattern is too large", "Repeat with * or +, or with fewer times.");
      return ANYTHING;
    }
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.groupCount() == 1) {
        return pattern;
      }
      mistake(key, "the pattern has not exactly one group", "Put what counts in one group.");
    } catch (PatternSyntaxException unreadable) {
      mistake(key, "not a pattern: " + unreadable.getDescription(), "Write an RE2 pattern.");
    }
    return ANYTHING;
  }

  /** Product of all counts of a pattern, as if each were inside the one before. */
  private static double repetitions(String text) {
    double product = 1;
    Matcher count = COUNT.matcher(text);
    while (count.find()) {
      product *= Math.max(1, Double.parseDouble(count.group(1)));
    }
    return product;
  }

  private static RowMapping.Reader address(Api.FieldSheet sheet, String path) {
    String from = sheet.from();
    String role = sheet.role();
    RowMapping.Reader plain =
        sheet.required()
            ? (fields, scope) -> fields.requiredAddress(from, path, role)
            : (fields, scope) -> fields.address(from, path, role);
    return sheet.port().isEmpty()
        ? plain
        : (fields, scope) ->
            fields.withPort((Address) plain.read(fields, scope), sheet.port(), path);
  }

  private RowMapping.Segment segment(String name, String form) {
    declare(name);
    EventField field = sources.get(name);
    boolean captured = field != null && !api.row().fields().get(field.path()).capture().isEmpty();
    if (field == null || captured) {
      if (form != null) {
        mistake(
            "row.subject",
            name + " is mapped to no " + (form.equals("epoch") ? "time" : "address"),
            "Map it in row.fields, or leave out :" + form + ".");
      }
      return (values, fields, scope) -> fields.requiredId(name);
    }
    EventField.Type needed =
        "epoch".equals(form) ? EventField.Type.TIME : form == null ? null : EventField.Type.ADDRESS;
    boolean fits = needed == null ? field.type() != EventField.Type.TIME : field.type() == needed;
    if (!fits) {
      mistake(
          "row.subject",
          field.path() + " is a " + field.type() + ", which gives no such segment",
          "Write {name} for a text, {name:address} for an address, {name:epoch} for a time.");
    } else if (!api.row().fields().get(field.path()).required()) {
      mistake(
          "row.fields." + field.path() + ".required",
          "the subject needs the field, but a row may lack it",
          "Write required: true.");
    }
    first.add(field);
    return switch (field.type()) {
      case ADDRESS ->
          form == null
              ? (values, fields, scope) -> ((Address) values.get(field)).text()
              : (values, fields, scope) -> canonical((Address) values.get(field));
      case TIME ->
          (values, fields, scope) -> Long.toString(((Instant) values.get(field)).getEpochSecond());
      default -> (values, fields, scope) -> values.get(field).toString();
    };
  }

  /** The canonical address names the client, so that another spelling is not another client. */
  private static String canonical(Address address) {
    return address.ip() == null ? address.text() : address.ip();
  }

  private String member(Scope scope) {
    String member = scope.member();
    if (member == null || member.isEmpty()) {
      throw new Rejected("missing_field", parameter(MEMBER), "the scope names none");
    }
    return Fields.checkedName(parameter(MEMBER), member);
  }

  private String resourceParameter() {
    return parameter("{resource}");
  }

  /** The vendor's name of the parameter with this text. */
  private String parameter(String text) {
    return api.request().parameters().entrySet().stream()
        .filter(one -> one.getValue().equals(text))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(text.substring(1, text.length() - 1));
  }

  private EventField start() {
    String path = api.row().start();
    EventField field =
        path.isEmpty() ? null : EventField.at(path, api.source().family()).orElse(null);
    boolean usable =
        field != null
            && field.type() == EventField.Type.TIME
            && api.row().fields().containsKey(path)
            && api.row().fields().get(path).required();
    if (!path.isEmpty() && !usable) {
      mistake(
          "row.start",
          path + " is no required time of the row",
          "Name a time of row.fields with required: true, or remove the key.");
    }
    return usable ? field : null;
  }

  private Roles roles() {
    Api.RolesSheet roles = api.row().roles();
    if (roles.from().isEmpty()) {
      return null;
    }
    if (roles.database().isEmpty()) {
      mistake(
          "row.roles.database",
          "the roles have no database",
          "Name the member that holds it, or write - for none.");
    }
    declare(roles.from());
    return Roles.of(roles, api.row().known());
  }

  private Tags tags() {
    Api.TagsSheet tags = api.row().tags();
    if (tags.from().isEmpty()) {
      return null;
    }
    ofResources("row.tags");
    if (tags.key().isEmpty() || tags.value().isEmpty()) {
      mistake(
          "row.tags",
          "an entry is not told by a name and a value",
          "Name the members that hold them: key and value.");
    }
    declare(tags.from());
    return new Tags(tags);
  }

  private Members members() {
    Api.MembersSheet members = api.row().members();
    if (members.from().isEmpty()) {
      return null;
    }
    ofResources("row.members");
    members.without().keySet().stream()
        .filter(path -> !isOnTheWay(path, members.from()))
        .forEach(
            path ->
                mistake(
                    "row.members.without." + path,
                    "no element on the way to the ids has it",
                    "Write the path of a list of row.members.from, and a member."));
    declare(members.from());
    return new Members(members);
  }

  private static boolean isOnTheWay(String path, String ids) {
    int dot = path.lastIndexOf('.');
    return dot > 0 && ids.startsWith(path.substring(0, dot + 1));
  }

  private void ofResources(String key) {
    if (!api.isCatalogue()) {
      mistake(key, "this is for the family RESOURCE only", "Remove the key.");
    }
  }

  /** What else a row holds may be another row's as well. */
  private void checkId() {
    need(EventField.ASSET_ID);
    Api.FieldSheet id = api.row().fields().get(EventField.ASSET_ID.path());
    if (id != null && !api.row().subject().contains("{" + id.from() + "}")) {
      mistake(
          "row.subject",
          "the id of the resource is not in it",
          "Write it, for example instance/{" + id.from() + "}.");
    }
  }

  private void checkFamily() {
    switch (api.source().family()) {
      case CONNECTION -> {
        need(EventField.GRANULARITY);
        EventField count = EventField.COUNT;
        boolean aggregate =
            api.row().fields().containsKey(EventField.GRANULARITY.path())
                && "client_aggregate"
                    .equals(api.row().fields().get(EventField.GRANULARITY.path()).constant());
        if (aggregate) {
          need(count);
        }
      }
      case ENDPOINT -> need(EventField.TLS_ENABLED);
      case ACCOUNT -> {
        need(EventField.ACCOUNT_NAME);
        need(EventField.ACCOUNT_DATABASE);
        checkSuperuser();
      }
      case RESOURCE -> checkId();
    }
  }

  private void need(EventField field) {
    if (!steps.containsKey(field)) {
      mistake(
          "row.fields." + field.path(),
          "every event of the family " + field.family() + " has it",
          "Say where it comes from.");
    }
  }

  private void checkSuperuser() {
    Api.SuperuserSheet superuser = api.row().superuser();
    declare(superuser.from());
    if (!RULES.contains(superuser.rule())) {
      mistake(
          "row.superuser",
          "\"" + superuser.rule() + "\" is no rule",
          "Write mongodb, values with from and values, true, false or unknown.");
    } else if (superuser.rule().equals("values") != !superuser.from().isEmpty()) {
      mistake(
          "row.superuser.from", "only the rule values reads a field", "Write both, or neither.");
    }
  }
}
