package caravan.doctor.sheet;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.cloud.record.Fields;
import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.EventDifference;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.Subcommand;
import caravan.doctor.command.SubstituteFetch;
import caravan.event.Verdict;
import caravan.event.View;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Attempts;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.fetch.DroppedMembers;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs answers through a data sheet, offline: one poll whose pages they are. */
@Command(
    name = "test",
    description = {
      "Checks the data sheet in a route file and reads answers with it, offline.",
      "The answers are the pages of one poll. Prints its events, with --view what the views make of"
          + " them, and what the sheet does not map or the answers do not have."
    })
public final class TestSheet extends Subcommand {

  private static final String SHARED = ",classpath:routes/shared/*.yaml";
  private static final String MADE_UP = "test";
  private static final String SUFFIX = ".jsonl";
  private static final int MAX_SHOWN = 20;
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names that mean one file to Camel, and nothing else. */
  private static final Pattern ROUTE_FILE = Pattern.compile("[^,*?{}$#:]+\\.yaml");

  @Parameters(index = "0", paramLabel = "SHEET", description = "Route file of the API.")
  private String sheet;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ANSWER",
      description = "Files, in order.")
  private List<String> answers;

  @Option(
      names = "--status",
      defaultValue = "200",
      description = "HTTP status of the answers. Default: ${DEFAULT-VALUE}.")
  private int status;

  @Option(names = "--view", description = "Print the events of a view too: ocsf or ecs.")
  private List<String> views = List.of();

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Write events.jsonl, letters.jsonl, and a file for each view.")
  private Path saved;

  @Option(
      names = "--expect",
      paramLabel = "DIR",
      description = "Compare with such files, those that are there, at the time of their events.")
  private Path expected;

  @Option(names = "--pretty", description = "Spread each event over several lines.")
  private boolean pretty;

  @Override
  protected Map<String, String> settings() {
    return Map.of("caravan.routes", "file:" + sheet + SHARED);
  }

  @Override
  protected int work(CommandRuntime service) throws Exception {
    if (!ROUTE_FILE.matcher(sheet).matches()) {
      throw CommandException.usage("A route file has a plain name that ends in .yaml.");
    }
    read(sheet);
    List<byte[]> bodies = new ArrayList<>();
    for (String answer : answers) {
      bodies.add(read(answer));
    }
    Map<String, List<String>> wanted = wanted();
    Api api = api(service.context());
    bodies.replaceAll(body -> DroppedMembers.cut(body, api));
    Given given = new Given(status, bodies.iterator());
    Poll poll = poll(service, api, given, timeOf(wanted));
    Map<String, List<String>> lines = lines(service.context(), poll);
    List<String> remarks = remarks(api, bodies, lines.get("events"));
    int left = 0;
    while (given.answers.hasNext()) {
      given.answers.next();
      left++;
    }
    if (left > 0) {
      remarks.add("the list ended before the last answer; answers that were not read: " + left);
    }
    List<EventDifference> differences = new ArrayList<>();
    wanted.forEach(
        (name, all) -> differences.addAll(EventDifference.all(name, all, lines.get(name))));
    if (saved != null) {
      save(lines);
    }
    show(PolledEvents.of(poll), lines, remarks, differences);
    boolean read = poll.report().status().equals(Verdict.COMPLETE.wire()) && left == 0;
    return read && differences.isEmpty() ? FINE : WRONG;
  }

  private Poll poll(CommandRuntime service, Api api, Given given, Instant at) throws Exception {
    Instant now = at == null ? service.clock().instant().truncatedTo(ChronoUnit.SECONDS) : at;
    Poll poll = new Poll(scope(api), now, now, new ScopeState(), () -> now);
    Pages paging = service.context().getRegistry().findSingleByType(Pages.class);
    List<AttemptGate> gates = List.of(paging, given);
    OnePoll.run(service, poll, Map.of(SubstituteFetch.PROPERTY, given, Attempts.GATES, gates));
    return poll;
  }

  /** What a poll gives, by the names of files without their ending. */
  private static Map<String, List<String>> lines(CamelContext context, Poll poll) {
    PolledEvents polled = PolledEvents.of(poll);
    Map<String, List<String>> lines = new TreeMap<>();
    lines.put("events", polled.events());
    lines.put("letters", polled.letters());
    for (View view : context.getRegistry().findByType(View.class)) {
      lines.put(
          view.name(),
          poll.outcome().events().stream().flatMap(one -> view.json(one).stream()).toList());
    }
    return lines;
  }

  private void save(Map<String, List<String>> lines) throws CommandException {
    try {
      Files.createDirectories(saved);
      for (Map.Entry<String, List<String>> one : lines.entrySet()) {
        Files.write(saved.resolve(one.getKey() + SUFFIX), one.getValue());
      }
    } catch (IOException full) {
      throw CommandException.wrong(saved + " cannot be written.");
    }
  }

  private Map<String, List<String>> wanted() throws CommandException {
    Map<String, List<String>> wanted = new TreeMap<>();
    if (expected != null) {
      for (String name : List.of("events", "letters", "ocsf", "ecs")) {
        Path file = expected.resolve(name + SUFFIX);
        if (Files.exists(file)) {
          wanted.put(name, new String(read(file.toString()), UTF_8).lines().toList());
        }
      }
      if (wanted.isEmpty()) {
        throw CommandException.usage("There is no events.jsonl in " + expected + ".");
      }
    }
    return wanted;
  }

  /** When the expected events were made: a poll of another time has other ids. */
  private static Instant timeOf(Map<String, List<String>> wanted) throws CommandException {
    List<String> events = wanted.getOrDefault("events", List.of());
    try {
      return events.isEmpty()
          ? null
          : Instant.parse(JSON.readTree(events.get(0)).at("/snapshot/scheduled_at").asText());
    } catch (JsonProcessingException | DateTimeParseException damaged) {
      throw CommandException.wrong("The first line of events.jsonl is not an event.");
    }
  }

  /** Doubts of the events with their numbers, and paths of the sheet that no answer has. */
  static List<String> remarks(Api api, List<byte[]> bodies, List<String> events)
      throws IOException {
    Map<String, Integer> doubts = new TreeMap<>();
    for (String event : events) {
      for (JsonNode one : JSON.readTree(event).path("quality")) {
        String detail = one.path("code").asText().equals("unknown_field") ? "detail" : "path";
        doubts.merge(one.path("code").asText() + " " + one.path(detail).asText(), 1, Integer::sum);
      }
    }
    List<String> remarks = new ArrayList<>();
    doubts.forEach((doubt, number) -> remarks.add("quality: " + doubt + ", times: " + number));
    List<JsonNode> answers = new ArrayList<>();
    List<JsonNode> rows = new ArrayList<>();
    for (byte[] body : bodies) {
      JsonNode answer = tree(body);
      JsonNode items = has(answer, api.record().items());
      answers.add(answer);
      (api.record().single() && items != null ? List.of(items) : orNone(items)).forEach(rows::add);
    }
    ofAnswers(api).forEach((key, path) -> remark(key, path, answers, remarks));
    if (!rows.isEmpty()) {
      ofRows(api).forEach((key, path) -> remark(key, path, rows, remarks));
    }
    return remarks;
  }

  /** The poll has told that an answer is not JSON. */
  private static JsonNode tree(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }

  private static Iterable<JsonNode> orNone(JsonNode list) {
    return list == null || !list.isArray() ? List.of() : list;
  }

  private static void remark(String key, String path, List<JsonNode> in, List<String> remarks) {
    if (!path.isEmpty() && in.stream().allMatch(one -> has(one, path) == null)) {
      remarks.add(key + ": no answer has " + path);
    }
  }

  private static JsonNode has(JsonNode object, String path) {
    return path.equals(".") ? object : Fields.member(object, path.split("\\[", 2)[0]);
  }

  private static Map<String, String> ofAnswers(Api api) {
    Map<String, String> paths = new TreeMap<>();
    paths.put("record.items", api.record().items());
    paths.put("record.total", api.record().total());
    paths.put("record.pages", api.record().pages());
    paths.put("record.requestId", api.record().requestId());
    paths.put("paging.nextMarker", api.paging().nextMarker());
    return paths;
  }

  private static Map<String, String> ofRows(Api api) {
    Map<String, String> paths = new TreeMap<>();
    api.row()
        .fields()
        .forEach(
            (path, field) -> {
              paths.put("row.fields." + path, field.from());
              paths.put("row.fields." + path + ".port", field.port());
            });
    paths.put("row.roles.from", api.row().roles().from());
    paths.put("row.superuser.from", api.row().superuser().from());
    paths.put("row.skip.from", api.row().skip().from());
    return paths;
  }

  private void show(
      PolledEvents polled,
      Map<String, List<String>> lines,
      List<String> remarks,
      List<EventDifference> differences)
      throws IOException, CommandException {
    for (String view : views) {
      if (!lines.containsKey(view)) {
        throw CommandException.usage("There is no view " + view + ".");
      }
    }
    if (json()) {
      ObjectNode all = polled.json("api test");
      remarks.forEach(all.putArray("remarks")::add);
      differences.forEach(one -> all.withArray("differences").add(one.toString()));
      for (String view : views) {
        ArrayNode documents = all.putArray(view);
        for (String line : lines.get(view)) {
          documents.add(JSON.readTree(line));
        }
      }
      polled.writeJson(out(), all, pretty);
      return;
    }
    polled.write(out(), errors(), pretty);
    views.forEach(view -> lines.get(view).forEach(out()::println));
    remarks.forEach(errors()::println);
    differences.stream().limit(MAX_SHOWN).forEach(errors()::println);
    if (differences.size() > MAX_SHOWN) {
      errors().println("and " + (differences.size() - MAX_SHOWN) + " more");
    }
  }

  private static byte[] read(String file) throws CommandException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw CommandException.usage("There is no file " + file + ".");
      }
      if (Files.size(path) > MAX_BYTES) {
        throw CommandException.wrong(file + " is larger than " + MAX_BYTES + " bytes.");
      }
      return Files.readAllBytes(path);
    } catch (IOException | InvalidPathException unreadable) {
      throw CommandException.wrong(
          file + " cannot be read: " + unreadable.getClass().getSimpleName() + ".");
    }
  }

  private Api api(CamelContext context) throws CommandException {
    Set<Api> apis = context.getRegistry().findByType(Api.class);
    if (apis.size() != 1) {
      throw CommandException.wrong(sheet + " has not exactly one bean of the type Api.");
    }
    return apis.iterator().next();
  }

  /** A scope that no vendor knows. */
  private static Scope scope(Api api) {
    Account account =
        new Account(
            MADE_UP,
            api.source().vendor(),
            MADE_UP,
            null,
            () -> new Credential(MADE_UP, MADE_UP, null));
    List<String> requires = api.request().requires();
    boolean member = requires.contains("members") || requires.contains("users");
    Target target =
        new Target(
            api,
            account,
            MADE_UP,
            MADE_UP,
            List.of(MADE_UP),
            member ? List.of(MADE_UP) : List.of(),
            Duration.ofMinutes(1),
            api.paging().pageSize(),
            null,
            Set.of(),
            ZoneOffset.ofHours(8),
            null,
            1,
            Duration.ofMinutes(1),
            null,
            true);
    return new Scope(target, MADE_UP, member ? MADE_UP : null);
  }

  /** Gives the answers in their order; the poll ends when there is none left. */
  private record Given(int status, Iterator<byte[]> answers)
      implements AttemptGate, SubstituteFetch.Fetch {

    @Override
    public Permit enter(Attempt attempt) {
      attempt.signWith(new Credential(MADE_UP, MADE_UP, null));
      return Permit.NONE;
    }

    @Override
    public void fetch(Message message) throws CommandException {
      if (!answers.hasNext()) {
        throw CommandException.wrong("the list goes on, but there is no further answer");
      }
      message.removeHeaders("*");
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
      message.setBody(new ByteArrayInputStream(answers.next()));
    }
  }
}
