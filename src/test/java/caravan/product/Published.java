package caravan.product;

import caravan.broker.Topic;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;

/**
 * One record of a topic with its value read as JSON.
 *
 * @param entry the record
 * @param json its value, missing for a tombstone
 */
public record Published(Topic.Entry entry, JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public static Published of(Topic.Entry entry) {
    try {
      return new Published(
          entry, entry.tombstone() ? JSON.missingNode() : JSON.readTree(entry.bytes()));
    } catch (IOException e) {
      throw new AssertionError("No JSON in " + entry.topic() + ": " + entry.value(), e);
    }
  }

  public String text(String pointer) {
    return json.at(pointer).textValue();
  }

  public String id() {
    return text("/id");
  }

  public String kind() {
    return text("/kind");
  }

  public String subject() {
    return text("/subject");
  }

  public String scope() {
    return text("/snapshot/scope");
  }

  public String pollId() {
    return text("/snapshot/poll_id");
  }

  public int sequence() {
    return json.at("/snapshot/sequence").intValue();
  }

  public int revision() {
    return json.at("/revision").intValue();
  }

  public Instant observedAt() {
    return Instant.parse(text("/observed_at"));
  }

  public Instant scheduledAt() {
    return Instant.parse(text("/snapshot/scheduled_at"));
  }

  /** Whether it is the last event of a poll, which says what the poll proved. */
  public boolean marker() {
    return json.has("report");
  }

  /** Whether it is the marker of a complete poll. */
  public boolean complete() {
    return "complete".equals(text("/report/status"));
  }

  /** Whether its subject is over with it. */
  public boolean ends() {
    return kind().endsWith(".closed") || kind().endsWith(".removed");
  }

  /** Where it stands, for messages. */
  public String place() {
    return entry.topic() + "/" + entry.partition() + "@" + entry.offset();
  }

  @Override
  public String toString() {
    return place() + " " + kind() + " " + subject() + " r" + revision();
  }
}
