package caravan.doctor.command;

import caravan.event.Report;
import caravan.model.PollError;
import caravan.poll.Poll;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes what a poll would publish.
 *
 * @param events events as JSON, marker last
 * @param letters dead letters as JSON
 * @param pretty whether to spread them over several lines
 */
public record PolledEvents(List<String> events, List<String> letters, boolean pretty) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One event after the other; dead letters go where they do not mix with events. */
  public void write(PrintWriter out, PrintWriter errors) throws IOException {
    for (String event : events) {
      out.println(laidOut(event));
    }
    for (String letter : letters) {
      errors.println("dead letter: " + laidOut(letter));
    }
    out.flush();
  }

  private String laidOut(String json) throws IOException {
    return pretty
        ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(json))
        : json;
  }

  /** One object with everything. */
  public void writeJson(
      PrintWriter out, String command, Poll poll, String target, Consumer<ObjectNode> more)
      throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put("command", command).put("version", Version.number());
    all.put("target", target).put("scope", poll.scope().path()).put("poll_id", poll.id());
    all.put("verdict", poll.report().status());
    more.accept(all);
    array(all.putArray("events"), events);
    array(all.putArray("dead_letters"), letters);
    out.println(
        pretty
            ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all)
            : JSON.writeValueAsString(all));
  }

  private static void array(ArrayNode array, List<String> texts) throws IOException {
    for (String text : texts) {
      array.add(JSON.readTree(text));
    }
  }

  /** The verdict in one line. */
  public static String summary(Poll poll) {
    Report report = poll.report();
    return report.status()
        + (report.reason() == null ? "" : ", " + report.reason())
        + ": pages "
        + report.pagesReceived()
        + " of "
        + report.pagesExpected()
        + ", rows "
        + report.received()
        + ", events "
        + report.events()
        + ", dead letters "
        + poll.walk().letters().size()
        + error(report.error());
  }

  private static String error(PollError error) {
    if (error == null) {
      return "";
    }
    return "; page "
        + error.page()
        + ", attempt "
        + error.attempts()
        + ": "
        + error.code()
        + (error.message() == null ? "" : ": " + error.message());
  }
}
