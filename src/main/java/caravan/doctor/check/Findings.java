package caravan.doctor.check;

import caravan.doctor.command.Subcommand;
import caravan.kafka.Finding;
import caravan.redact.OneLine;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The findings so far. As text, each is printed at once. */
final class Findings {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDENT = " ".repeat(18);

  private final PrintWriter out;
  private final boolean json;
  private final List<Finding> all = new ArrayList<>();

  Findings(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Adds a finding; several threads may call it. */
  synchronized void add(Finding finding) {
    all.add(finding);
    if (!json) {
      print(finding);
    }
  }

  void addAll(Collection<Finding> findings) {
    findings.forEach(this::add);
  }

  private void print(Finding one) {
    String subject = one.subject().isEmpty() ? "" : one.subject() + ": ";
    out.printf(
        "%-6s%-12s%s%n", word(one), one.check(), OneLine.withQuotes(subject + one.message()));
    if (one.remedy() != null) {
      out.println(INDENT + OneLine.withQuotes(one.remedy()));
    }
    if (one.policy() != null) {
      one.policy().lines().forEach(line -> out.println(INDENT + line));
    }
    out.flush();
  }

  private static String word(Finding one) {
    return one.status().name().toLowerCase(Locale.ROOT);
  }

  /** Writes the summary, or the JSON object, and returns the exit code. */
  synchronized int end() throws IOException {
    long failed = count(Finding.Status.FAIL);
    long warned = count(Finding.Status.WARN);
    if (json) {
      writeJson(failed, warned);
    } else {
      out.printf(
          "%n%s%n",
          failed == 0 && warned == 0
              ? "Nothing is wrong."
              : failed + " failed, " + warned + " with a warning, of " + all.size() + " checks.");
    }
    return failed == 0 ? Subcommand.FINE : Subcommand.WRONG;
  }

  private long count(Finding.Status status) {
    return all.stream().filter(one -> one.status() == status).count();
  }

  private void writeJson(long failed, long warned) throws IOException {
    ObjectNode object = Subcommand.jsonOf("check");
    object.put("ok", failed == 0).put("failed", failed).put("warned", warned);
    ArrayNode checks = object.putArray("checks");
    for (Finding one : all) {
      ObjectNode check = checks.addObject();
      check.put("check", one.check()).put("subject", one.subject()).put("status", word(one));
      check.put("message", one.message());
      if (one.remedy() != null) {
        check.put("remedy", one.remedy());
      }
      if (one.policy() != null) {
        check.set("policy", JSON.readTree(one.policy()));
      }
    }
    out.println(object.toPrettyString());
  }
}
