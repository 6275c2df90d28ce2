package caravan.doctor;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.event.Checkpoint;
import caravan.json.Instants;
import caravan.kafka.ScopeReset;
import caravan.model.Scope;
import caravan.redact.OneLine;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a scope anew, next to a running service. */
@Command(
    name = "reset",
    description = {
      "Begins a scope anew whose checkpoint or state keeps it from being polled. What is known of",
      "its subjects stays, so nothing is opened or closed because of it; its next poll is a",
      "baseline. The replica that owns the scope reads its partition again and continues."
    })
final class ResetScope extends Subcommand {

  @Parameters(
      paramLabel = "TARGET",
      description = "api/account/resource[/user], parts of it that name one only, or a scope.")
  private String target;

  @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
  private boolean dryRun;

  @Override
  protected int work(CommandRuntime service) throws Exception {
    Scope scope = new ScopeNames(service.targets()).find(target);
    Instant now = service.clock().instant();
    ScopeReset.Plan plan = plan(service.reset(), scope, now);
    if (json()) {
      out().println(json(scope, plan, now).toPrettyString());
    } else {
      write(scope, plan, now);
    }
    return FINE;
  }

  private ScopeReset.Plan plan(ScopeReset reset, Scope scope, Instant now)
      throws CommandException, InterruptedException {
    try {
      return dryRun ? reset.plan(scope, now) : reset.apply(scope, now);
    } catch (ScopeReset.StillOwned owned) {
      throw CommandException.wrong(
          "Nothing was written: "
              + owned.getMessage()
              + ", which nothing keeps from writing where caravan.delivery=at_least_once. Stop all"
              + " replicas, then repeat this.");
    } catch (ExecutionException failed) {
      throw kafka(failed.getCause());
    } catch (TimeoutException silent) {
      throw kafka(silent);
    } catch (RuntimeException failed) {
      if (ScopeReset.isFromKafka(failed)) {
        throw kafka(failed);
      }
      throw failed;
    }
  }

  private CommandException kafka(Throwable failed) {
    String message = failed.getMessage() == null ? "it did not answer" : failed.getMessage();
    String then =
        dryRun
            ? "Run check; it says what is wrong with Kafka."
            : "See with --dry-run whether it was done, and repeat it if not.";
    return CommandException.wrong(
        "Kafka failed: %s (%s). %s"
            .formatted(OneLine.withQuotes(message), failed.getClass().getSimpleName(), then));
  }

  private ObjectNode json(Scope scope, ScopeReset.Plan plan, Instant now) throws IOException {
    ObjectNode all = jsonOf("scope reset").put("target", ScopeNames.of(scope));
    all.put("scope", scope.path()).put("dry_run", dryRun);
    all.put("written", !dryRun && !plan.scopes().isEmpty());
    all.put("partition", plan.partition());
    plan.owners().forEach(all.putArray("owners")::add);
    if (plan.before() != null) {
      Checkpoint before = plan.before();
      ObjectNode checkpoint = all.putObject("checkpoint");
      checkpoint.put("last_slot", Instants.text(before.lastPoll().scheduledAt()));
      checkpoint.put("status", before.lastPoll().status());
      checkpoint.put("ahead", ScopeReset.isAhead(before, now));
      checkpoint.put("pending_absent", before.pendingAbsent().size());
      if (before.lastComplete() != null) {
        checkpoint.put("last_complete", Instants.text(before.lastComplete().scheduledAt()));
      }
    }
    if (plan.problem() != null) {
      all.put("problem", plan.problem());
    }
    all.put("subjects", plan.subjects());
    plan.removed().forEach(all.putArray("removed")::add);
    others(scope, plan).forEach(all.putArray("other_scopes")::add);
    if (!plan.scopes().isEmpty()) {
      all.put("polled_after", Instants.text(after(scope, plan)));
    }
    return all;
  }

  private void write(Scope scope, ScopeReset.Plan plan, Instant now) {
    line("scope", scope.path());
    line("partition", Integer.toString(plan.partition()));
    line("owner", plan.owners().isEmpty() ? "none" : String.join(", ", plan.owners()));
    line("checkpoint", checkpoint(plan, now));
    line("subjects", plan.subjects() + " known, " + plan.removed().size() + " cannot be read");
    if (plan.problem() != null) {
      line("problem", plan.problem());
    }
    if (plan.scopes().isEmpty()) {
      out().println("Nothing is known of the scope: its next poll is a baseline anyway.");
      return;
    }
    String would = dryRun ? "would be " : "";
    plan.removed().forEach(subject -> line("removed", "the record of " + subject));
    others(scope, plan).forEach(other -> line("also reset", other + ": the record may be its own"));
    line(
        "next poll",
        "a baseline, in the first slot after "
            + Instants.text(after(scope, plan))
            + "; open subjects "
            + (dryRun ? "would stay" : "stay")
            + " known");
    out()
        .println(
            dryRun
                ? "Nothing was written. Without --dry-run the scope " + would + "reset."
                : "The scope was reset." + then(plan));
  }

  private static String then(ScopeReset.Plan plan) {
    return plan.owners().isEmpty()
        ? " It is polled once a replica owns its partition."
        : " Its owner reads the partition again within seconds.";
  }

  private static String checkpoint(ScopeReset.Plan plan, Instant now) {
    Checkpoint before = plan.before();
    if (before == null) {
      return plan.problem() == null ? "none" : "none that can be read";
    }
    return "last slot %s, %s%s; last complete poll %s"
        .formatted(
            Instants.text(before.lastPoll().scheduledAt()),
            before.lastPoll().status(),
            ScopeReset.isAhead(before, now) ? ", ahead of this machine's clock" : "",
            before.lastComplete() == null
                ? "none"
                : Instants.text(before.lastComplete().scheduledAt()));
  }

  private static Instant after(Scope scope, ScopeReset.Plan plan) {
    return plan.scopes().get(scope.path()).lastPoll().scheduledAt();
  }

  private static Set<String> others(Scope scope, ScopeReset.Plan plan) {
    Set<String> others = new TreeSet<>(plan.scopes().keySet());
    others.remove(scope.path());
    return others;
  }

  private void line(String name, String text) {
    out().printf("%-12s%s%n", name, OneLine.withQuotes(text));
  }
}
