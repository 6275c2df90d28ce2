package caravan.doctor.replay;

import caravan.doctor.replay.Recording.Limits;
import caravan.doctor.replay.Recording.RecordedAttempt;
import caravan.event.Ids;
import caravan.json.Instants;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.observe.trace.Body;
import caravan.observe.trace.TraceListener.Answered;
import caravan.observe.trace.TraceListener.Failed;
import caravan.observe.trace.TraceListener.Sent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes a recording as JSON and reads it back. The format has a version of its own. Members may be
 * added to it; unknown ones are ignored.
 */
final class RecordingFile {

  /** Version of the format. */
  static final int VERSION = 1;

  private static final String FORMAT = "caravan-recording";
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER = 1_000_000_000;

  /** Neither the end of a slot nor a timeout may interfere: both are in the recording. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private RecordingFile() {}

  static String text(Recording recording) throws JsonProcessingException {
    ObjectNode all = JSON.createObjectNode();
    all.put("format", FORMAT).put("format_version", VERSION);
    all.put("caravan_version", recording.version());
    target(all.putObject("target"), recording.scope());
    all.putObject("limits")
        .put("pages", recording.limits().pages())
        .put("page_rows", recording.limits().pageRows())
        .put("rejected_records", recording.limits().rejectedRecords());
    all.putObject("poll")
        .put("id", Ids.poll(recording.scope().path(), recording.scheduledAt()))
        .put("scope", recording.scope().path())
        .put("scheduled_at", Instants.text(recording.scheduledAt()))
        .put("started_at", recording.startedAt().toString());
    ArrayNode attempts = all.putArray("attempts");
    recording.attempts().forEach(attempt -> write(attempts.addObject(), attempt));
    recording.events().forEach(all.putArray("events")::add);
    recording.letters().forEach(all.putArray("dead_letters")::add);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
  }

  private static void target(ObjectNode out, Scope scope) {
    Target target = scope.target();
    Account account = target.account();
    out.put("api", scope.api().id());
    out.putObject("account")
        .put("name", account.name())
        .put("vendor", account.vendor())
        .put("account_id", account.accountId());
    out.put("region", target.region())
        .put("project_id", target.projectId())
        .put("resource", scope.resourceId())
        .put("user", scope.member())
        .put("every", target.every().toString())
        .put("timeout", target.timeout().toString())
        .put("page_size", target.pageSize())
        .put("heartbeat", target.heartbeat() == null ? null : target.heartbeat().toString())
        .put("assumed_zone", target.assumedZone().getId())
        .put("close_confirmations", target.closeConfirmations())
        .put("gone_after", target.goneAfter())
        .put("endpoint", scope.endpoint().toString());
  }

  private static void write(ObjectNode out, RecordedAttempt attempt) {
    Sent sent = attempt.sent();
    if (sent != null) {
      ObjectNode request = out.putObject("request").put("at", sent.at().toString());
      request.put("page", sent.page()).put("attempt", sent.attempt());
      request.put("method", sent.method()).put("url", sent.url());
      write(request, sent.headers(), sent.body());
    }
    Answered answered = attempt.answered();
    if (answered != null) {
      ObjectNode answer = out.putObject("answer").put("at", answered.at().toString());
      answer.put("millis", answered.millis());
      answer.put("page", answered.page()).put("attempt", answered.attempt());
      write(answer.put("status", answered.status()), answered.headers(), answered.body());
    }
    if (attempt.failed() != null) {
      write(out.putObject("failure"), attempt.failed());
    }
  }

  private static void write(ObjectNode out, Failed failed) {
    PollError error = failed.error();
    out.put("at", failed.at().toString());
    out.put("page", failed.page()).put("attempt", failed.attempt());
    out.put("class", error.failure().name().toLowerCase(Locale.ROOT)).put("code", error.code());
    out.put("message", error.message()).put("http_status", error.httpStatus());
    out.put("error_page", error.page()).put("error_attempts", error.attempts());
    write(out, Map.of(), failed.body());
  }

  private static void write(ObjectNode out, Map<String, String> headers, Body body) {
    if (!headers.isEmpty()) {
      ObjectNode all = out.putObject("headers");
      headers.forEach(all::put);
    }
    if (body.bytes() > 0) {
      out.put("body", body.text()).put("charset", body.charset().name()).put("bytes", body.bytes());
    }
  }

  /** A member of the file with its path. */
  private record Entry(JsonNode node, String path) {

    Entry at(String name) throws Damaged {
      Entry member = maybe(name);
      if (member == null) {
        throw new Damaged(at(path, name) + " is missing");
      }
      return member;
    }

    Entry maybe(String name) {
      return node.hasNonNull(name) ? new Entry(node.get(name), at(path, name)) : null;
    }

    Entry object(String name) throws Damaged {
      Entry member = at(name);
      member.require(member.node.isObject(), "is not an object");
      return member;
    }

    List<Entry> list(String name) throws Damaged {
      Entry member = at(name);
      member.require(member.node.isArray(), "is not a list");
      List<Entry> entries = new ArrayList<>();
      for (JsonNode one : member.node) {
        entries.add(new Entry(one, member.path + "[" + entries.size() + "]"));
      }
      return entries;
    }

    String text(String name) throws Damaged {
      return at(name).text();
    }

    String text() throws Damaged {
      require(node.isTextual(), "is not a text");
      return node.textValue();
    }

    String maybeText(String name) throws Damaged {
      return maybe(name) == null ? null : text(name);
    }

    int number(String name, int least, int most) throws Damaged {
      Entry member = at(name);
      int value = member.node.intValue();
      member.require(
          member.node.isInt() && value >= least && value <= most,
          "is not a whole number from " + least + " to " + most);
      return value;
    }

    Integer maybeNumber(String name, int least, int most) throws Damaged {
      return maybe(name) == null ? null : Integer.valueOf(number(name, least, most));
    }

    <T> T parsed(String name, Function<String, T> parser) throws Damaged {
      String text = text(name);
      try {
        return parser.apply(text);
      } catch (DateTimeException | IllegalArgumentException unreadable) {
        throw new Damaged(at(path, name) + " cannot be read");
      }
    }

    void require(boolean holds, String problem) throws Damaged {
      if (!holds) {
        throw new Damaged(path + " " + problem);
      }
    }

    private static String at(String path, String name) {
      return path.isEmpty() ? name : path + "." + name;
    }
  }

  /** What is wrong with a recording. */
  static final class Damaged extends Exception {

    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message, null, false, false);
    }
  }

  /** Reads only the limits, which the product must be started with. */
  static Limits limits(String text) throws Damaged {
    Entry limits = root(text).object("limits");
    return new Limits(
        limits.number("pages", 1, MAX_NUMBER),
        limits.number("page_rows", 1, MAX_NUMBER),
        limits.number("rejected_records", 1, MAX_NUMBER));
  }

  static Recording read(String text, Collection<Api> apis) throws Damaged {
    Entry all = root(text);
    Scope scope = scope(all.object("target"), apis);
    Entry poll = all.object("poll");
    Instant slot = poll.parsed("scheduled_at", Instant::parse);
    if (!poll.text("scope").equals(scope.path())) {
      throw new Damaged("poll.scope does not belong to target");
    }
    if (!poll.text("id").equals(Ids.poll(scope.path(), slot))) {
      throw new Damaged("poll.id does not belong to poll.scope and poll.scheduled_at");
    }
    List<RecordedAttempt> attempts = new ArrayList<>();
    for (Entry one : all.list("attempts")) {
      attempts.add(attempt(one));
    }
    return new Recording(
        all.text("caravan_version"),
        scope,
        slot,
        poll.parsed("started_at", Instant::parse),
        limits(text),
        List.copyOf(attempts),
        texts(all.list("events")),
        texts(all.list("dead_letters")));
  }

  private static Entry root(String text) throws Damaged {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      JsonLocation place = notJson.getLocation();
      throw new Damaged("it is not JSON" + (place == null ? "" : ", line " + place.getLineNr()));
    }
    if (node == null || !FORMAT.equals(node.path("format").textValue())) {
      throw new Damaged("it does not say \"format\": \"" + FORMAT + "\"");
    }
    Entry root = new Entry(node, "");
    int version = root.number("format_version", 1, Integer.MAX_VALUE);
    if (version > VERSION) {
      throw new Damaged(
          "its format has version %s, which is newer than this Caravan; replay it with version %s"
                  .formatted(version, root.text("caravan_version"))
              + " or later");
    }
    return root;
  }

  private static List<String> texts(List<Entry> entries) throws Damaged {
    List<String> texts = new ArrayList<>();
    for (Entry one : entries) {
      texts.add(one.text());
    }
    return List.copyOf(texts);
  }

  private static Scope scope(Entry in, Collection<Api> apis) throws Damaged {
    String id = in.text("api");
    Api api =
        apis.stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new Damaged("target.api is " + id + ", which no route is for"));
    Entry owner = in.object("account");
    Account account =
        new Account(
            owner.text("name"),
            owner.text("vendor"),
            owner.maybeText("account_id"),
            null,
            () -> {
              throw new IllegalStateException("a recording has no credentials");
            });
    if (!account.vendor().equals(api.source().vendor())) {
      throw new Damaged("target.account.vendor is not the vendor of target.api");
    }
    String resource = in.text("resource");
    String user = in.maybeText("user");
    Target target =
        new Target(
            api,
            account,
            in.text("region"),
            in.maybeText("project_id"),
            List.of(resource),
            user == null ? List.of() : List.of(user),
            NEVER,
            in.number("page_size", 0, MAX_NUMBER),
            in.maybe("heartbeat") == null ? null : in.parsed("heartbeat", Duration::parse),
            Set.of(),
            in.parsed("assumed_zone", ZoneOffset::of),
            in.maybeNumber("close_confirmations", 1, MAX_NUMBER),
            in.number("gone_after", 0, MAX_NUMBER),
            NEVER,
            in.parsed("endpoint", RecordingFile::endpoint),
            true);
    return new Scope(target, resource, user);
  }

  private static String endpoint(String text) {
    URI uri = URI.create(text);
    boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw new IllegalArgumentException("no endpoint");
    }
    return text;
  }

  private static RecordedAttempt attempt(Entry in) throws Damaged {
    Entry request = in.maybe("request");
    Entry answer = in.maybe("answer");
    Entry failure = in.maybe("failure");
    in.require(
        request == null ? answer == null && failure != null : answer != null || failure != null,
        "has neither an answer nor a failure to go with its request");
    return new RecordedAttempt(
        request == null ? null : sent(request),
        answer == null ? null : answered(answer),
        failure == null ? null : failed(failure, request != null, answer != null));
  }

  private static Sent sent(Entry in) throws Damaged {
    return new Sent(
        in.parsed("at", Instant::parse),
        in.number("page", 0, MAX_NUMBER),
        in.number("attempt", 1, MAX_NUMBER),
        in.text("method"),
        in.text("url"),
        headers(in),
        body(in));
  }

  private static Answered answered(Entry in) throws Damaged {
    return new Answered(
        in.parsed("at", Instant::parse),
        in.number("millis", 0, Integer.MAX_VALUE),
        in.number("page", 0, MAX_NUMBER),
        in.number("attempt", 1, MAX_NUMBER),
        in.number("status", 0, MAX_NUMBER),
        headers(in),
        body(in));
  }

  private static Failed failed(Entry in, boolean sent, boolean answered) throws Damaged {
    Failure failure = in.parsed("class", text -> Failure.valueOf(text.toUpperCase(Locale.ROOT)));
    PollError error =
        PollError.of(
                failure,
                in.text("code"),
                in.maybeText("message"),
                in.maybeNumber("http_status", 0, MAX_NUMBER))
            .at(in.number("error_page", 0, MAX_NUMBER), in.number("error_attempts", 1, MAX_NUMBER));
    return new Failed(
        in.parsed("at", Instant::parse),
        in.number("page", 0, MAX_NUMBER),
        in.number("attempt", 1, MAX_NUMBER),
        sent,
        answered,
        error,
        body(in));
  }

  private static Map<String, String> headers(Entry in) throws Damaged {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (in.maybe("headers") != null) {
      Entry all = in.object("headers");
      for (Map.Entry<String, JsonNode> one : all.node().properties()) {
        headers.put(one.getKey(), all.text(one.getKey()));
      }
    }
    return headers;
  }

  private static Body body(Entry in) throws Damaged {
    if (in.maybe("body") == null) {
      return Body.NONE;
    }
    boolean utf8 = in.text("charset").equals(StandardCharsets.UTF_8.name());
    return new Body(
        in.text("body"),
        utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1,
        in.number("bytes", 1, Integer.MAX_VALUE),
        false);
  }
}
