package caravan;

import caravan.model.Api;
import caravan.model.Poll;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.publish.Broker;
import caravan.publish.Ownership;
import caravan.report.Meters;
import caravan.schedule.Access;
import caravan.schedule.Budget;
import caravan.schedule.Schedule;
import caravan.targets.TargetsException;
import caravan.targets.TargetsReader;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jboss.logging.Logger;

/**
 * Brings the targets into the schedule as soon as they are valid. The service does not end over a
 * mistake in them: it says what is wrong, is not ready, and reads them again until they are right.
 */
@Singleton
@Named("targets")
public final class TargetsWatch {

  private static final Logger LOG = Logger.getLogger(TargetsWatch.class);
  private static final long REMIND_AFTER = Duration.ofMinutes(1).toNanos();

  private final Settings settings;
  private final CamelContext context;
  private final Schedule schedule;
  private final Meters meters;
  private final Broker broker;
  private final Ownership ownership;
  private Set<String> paths = Set.of();
  private RetiredScopes retired = new RetiredScopes(Set.of(), Set.of());
  private String reported = "";
  private long reportedAt;
  private volatile String problem = "the targets have not been read yet";

  /** With the parts that need targets; polls start once there are some and the brokers answer. */
  public TargetsWatch(
      Settings settings,
      CamelContext context,
      Schedule schedule,
      Meters meters,
      Broker broker,
      Ownership ownership,
      Budget budget,
      Access access) {
    this.settings = settings;
    this.context = context;
    this.schedule = schedule;
    this.meters = meters;
    this.broker = broker;
    this.ownership = ownership;
    schedule.remembers(ownership::memory);
    budget.follows(ownership::share);
    access.follows(ownership::share);
    meters.owns(ownership::owns);
    schedule.onlyWhile(this::mayJoin);
  }

  /** What keeps the targets from being polled; empty when nothing does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether this replica can poll: one that cannot must not be given any scope. */
  public boolean mayJoin() {
    return problem == null && broker.ready();
  }

  /** Reads the targets until they are valid; called every few seconds by one timer. */
  public void check() {
    if (problem == null) {
      return;
    }
    Set<Api> apis = context.getRegistry().findByType(Api.class);
    TargetsReader reader = new TargetsReader(apis, System::getenv, settings.http().allowPlain());
    try {
      load(reader.read(settings.targets()));
    } catch (TargetsException invalid) {
      problem = invalid.getMessage();
      report();
    }
  }

  private void load(List<Target> targets) {
    broker.publishes(viewsOf(targets));
    schedule.load(targets);
    List<Scope> scopes = schedule.scopes();
    scopes.forEach(meters::show);
    ownership.wants(scopes);
    paths = pathsOf(targets);
    retired = new RetiredScopes(context.getRegistry().findByType(Api.class), viewsOf(targets));
    problem = null;
    LOG.infof(
        "targets are valid from=%s targets=%d scopes=%d",
        settings.targets(), targets.size(), scopes.size());
  }

  private static Set<String> viewsOf(List<Target> targets) {
    return targets.stream()
        .filter(Target::enabled)
        .flatMap(target -> target.views().stream())
        .collect(Collectors.toSet());
  }

  /** Of all targets: one that is switched off is not polled, but not given up either. */
  private static Set<String> pathsOf(List<Target> targets) {
    Set<String> paths = new HashSet<>();
    targets.forEach(target -> Scope.each(target, scope -> paths.add(scope.path())));
    return paths;
  }

  /** Polls that end the scopes which are not among the targets any more. */
  public List<Poll> retired() {
    List<Poll> polls = new ArrayList<>();
    if (mayJoin()) {
      ownership
          .others(paths)
          .forEach(
              (path, memory) ->
                  retired
                      .rebuilt(path, memory)
                      .map(scope -> schedule.retirement(scope, memory))
                      .ifPresent(polls::add));
    }
    return polls;
  }

  private void report() {
    long now = System.nanoTime();
    if (!problem.equals(reported) || now - reportedAt > REMIND_AFTER) {
      reported = problem;
      reportedAt = now;
      LOG.errorf("the targets are not valid, polling waits for a corrected file:\n%s", problem);
    }
  }
}
