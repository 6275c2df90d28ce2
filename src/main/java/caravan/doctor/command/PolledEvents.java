package caravan.doctor.command;

import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.Report;
import caravan.model.PollError;
import caravan.poll.Poll;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/**
 * What a poll would publish.
 *
 * @param poll the finished poll
 * @param events events as JSON, marker last
 * @param letters dead letters as JSON
 */
public record PolledEvents(Poll poll, List<String> events, List<String> letters) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The events of a finished poll. */
  public static PolledEvents of(Poll poll) {
    return new PolledEvents(
        poll,
        poll.outcome().events().stream().map(Event::json).toList(),
        poll.walk().letters().stream().map(DeadLetter::json).toList());
  }

  /** Writes one event per line; dead letters and the verdict go to {@code errors}. */
  public void write(PrintWriter out, PrintWriter errors, boolean pretty) throws IOException {
    for (String event : events) {
      out.println(layout(event, pretty));
    }
    for (String letter : letters) {
      errors.println("dead letter: " + layout(letter, pretty));
    }
    out.flush();
    errors.println(summary());
  }

  private static String layout(String json, boolean pretty) throws IOException {
    return pretty ? JSON.readTree(json).toPrettyString() : json;
  }

  /** The members that describe the poll, without its events. */
  public ObjectNode json(String command) throws IOException {
    return Subcommand.jsonOf(command)
        .put("target", ScopeNames.of(poll.scope()))
        .put("scope", poll.scope().path())
        .put("poll_id", poll.id())
        .put("verdict", poll.report().status());
  }

  /** Adds the events to an object and writes it. */
  public void writeJson(PrintWriter out, ObjectNode all, boolean pretty) throws IOException {
    add(all, "events", events);
    add(all, "dead_letters", letters);
    out.println(pretty ? all.toPrettyString() : all.toString());
  }

  private static void add(ObjectNode all, String name, List<String> texts)
      throws JsonProcessingException {
    ArrayNode array = all.putArray(name);
    for (String text : texts) {
      array.add(JSON.readTree(text));
    }
  }

  /** The verdict in one line. */
  public String summary() {
    Report report = poll.report();
    return "%s%s: pages %s of %s, rows %s, events %s, dead letters %s%s"
        .formatted(
            report.status(),
            report.reason() == null ? "" : ", " + report.reason(),
            report.pagesReceived(),
            report.pagesExpected(),
            report.received(),
            report.events(),
            letters.size(),
            error(report.error()));
  }

  private static String error(PollError error) {
    if (error == null) {
      return "";
    }
    String message = error.message() == null ? "" : ": " + error.message();
    return "; page %s, attempt %s: %s%s"
        .formatted(error.page(), error.attempts(), error.code(), message);
  }
}
