package caravan.product;

import caravan.simulator.Answered;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Replays the polls of one scope, subject by subject, and tells where a life is told wrongly and
 * where what is open differs from what the vendor answered.
 */
public final class Lives {

  private final List<String> problems;
  private final Map<String, Published> open = new TreeMap<>();
  private Published complete;

  /**
   * Replays.
   *
   * @param polls the polls of one scope in their order
   * @param answers what the vendor answered for the scope's list, in its order
   * @param problems takes what is wrong
   */
  public Lives(List<PublishedPoll> polls, List<Answered> answers, List<String> problems) {
    this.problems = problems;
    for (PublishedPoll poll : polls) {
      poll.changes().forEach(event -> live(event, poll));
      if (poll.complete()) {
        complete = poll.last();
        checkCompletePoll(poll, answers);
      }
    }
  }

  /** The last event of each subject that is open at the end. */
  public Map<String, Published> open() {
    return open;
  }

  private void live(Published event, PublishedPoll poll) {
    Published before = open.get(event.subject());
    String trigger = event.text("/snapshot/trigger");
    switch (trigger == null ? "" : trigger) {
      case "baseline", "appeared" -> {
        wrongIf(before != null, "begins while it is open since " + before, event);
        wrongIf(event.revision() != 1, "begins with another revision than 1", event);
        wrongIf(
            trigger.equals("baseline") != (complete == null),
            "is told as " + trigger + " with the last complete poll " + complete,
            event);
        checkCount(event, null);
      }
      case "changed", "heartbeat" -> {
        boolean changes = trigger.equals("changed");
        checkGoesOn(event, before, changes ? 1 : 0);
        wrongIf(
            before != null && changes == sameText("/content_hash", event, before),
            "has the trigger " + trigger + ", which its content hash does not bear out",
            event);
        checkCount(event, before);
      }
      case "disappeared" -> {
        checkGoesOn(event, before, 1);
        wrongIf(
            before != null && !sameText("/content_hash", event, before),
            "ends with another content than it had",
            event);
        wrongIf(
            !poll.complete() && "absent_from_snapshot".equals(event.text("/end_reason")),
            "ends without proof in an incomplete poll",
            event);
        checkCount(event, before);
      }
      default -> problems.add("unknown trigger " + trigger + ": " + event);
    }
    wrongIf(event.ends() != "disappeared".equals(trigger), "has the wrong kind", event);
    checkWindow(event, trigger);
    if (event.ends()) {
      open.remove(event.subject());
    } else {
      open.put(event.subject(), event);
    }
  }

  private void wrongIf(boolean wrong, String what, Published event) {
    if (wrong) {
      problems.add("subject " + what + ": " + event);
    }
  }

  private static boolean sameText(String pointer, Published one, Published other) {
    return one.text(pointer).equals(other.text(pointer));
  }

  private void checkGoesOn(Published event, Published before, int step) {
    if (before == null) {
      problems.add("subject goes on or ends but is not open: " + event);
      return;
    }
    wrongIf(
        event.revision() != before.revision() + step,
        "does not follow revision " + before.revision(),
        event);
    wrongIf(!sameText("/incarnation", event, before), "changes its incarnation", event);
  }

  /** The differences of counts add up to the counts. */
  private void checkCount(Published event, Published before) {
    JsonNode delta = event.json().at("/connection/count_delta");
    if (delta.isMissingNode()) {
      return;
    }
    long count = event.json().at("/connection/count").longValue();
    long former = before == null ? 0 : before.json().at("/connection/count").longValue();
    wrongIf(delta.longValue() != count - former, "counts wrongly from " + former, event);
  }

  private void checkWindow(Published event, String trigger) {
    JsonNode window = event.json().path("window");
    boolean transition = !"baseline".equals(trigger) && !"heartbeat".equals(trigger);
    wrongIf(window.isMissingNode() == transition, "has a window wrongly, or lacks one", event);
    if (!window.isMissingNode()) {
      Instant after = Instant.parse(window.path("after").textValue());
      Instant until = Instant.parse(window.path("until").textValue());
      wrongIf(after.isAfter(until), "has a window that is reversed", event);
      wrongIf(!until.equals(event.observedAt()), "has a window that ends elsewhere", event);
    }
  }

  private void checkCompletePoll(PublishedPoll poll, List<Answered> answers) {
    Set<Fact> told = new TreeSet<>();
    open.values().forEach(event -> told.add(Fact.of(event.json())));
    Set<Fact> answered = answered(poll, answers);
    Set<Fact> invented = new TreeSet<>(told);
    invented.removeAll(answered);
    Set<Fact> missing = new TreeSet<>(answered);
    missing.removeAll(told);
    if (!invented.isEmpty()) {
      problems.add("told, but not so at the vendor: " + invented + " after " + poll);
    }
    if (!missing.isEmpty()) {
      problems.add("so at the vendor, but not told: " + missing + " after " + poll);
    }
    JsonNode report = poll.last().json().path("report");
    if (report.path("unique").longValue() != open.size()) {
      problems.add(poll + " saw " + report.path("unique") + ", but " + open.size() + " are open");
    }
    if (!digest().equals(report.path("digest").textValue())) {
      problems.add(poll + " has a digest that its open subjects do not have");
    }
  }

  /** What the vendor had answered last when the poll had been read, over all its pages. */
  private Set<Fact> answered(PublishedPoll poll, List<Answered> answers) {
    Instant read = poll.last().observedAt();
    List<Answered> before =
        answers.stream()
            .filter(one -> !one.at().truncatedTo(ChronoUnit.MILLIS).isAfter(read))
            .toList();
    int pages = poll.last().json().at("/report/pages_received").intValue();
    if (before.size() < pages) {
      problems.add(poll + " read more pages than the vendor answered");
      return Set.of();
    }
    Set<Fact> facts = new TreeSet<>();
    before.subList(before.size() - pages, before.size()).forEach(one -> facts.addAll(Fact.of(one)));
    return facts;
  }

  private String digest() {
    List<String> lines = new ArrayList<>();
    open.forEach((subject, event) -> lines.add(subject + " " + event.text("/content_hash")));
    String text = lines.stream().sorted().collect(Collectors.joining("\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
