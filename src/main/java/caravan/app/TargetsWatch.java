package caravan.app;

import caravan.kafka.Broker;
import caravan.kafka.Catalogues;
import caravan.kafka.Ownership;
import caravan.kafka.Topics;
import caravan.model.Api;
import caravan.model.RoleSources;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.poll.fetch.HttpSettings;
import caravan.poll.schedule.Schedule;
import caravan.redact.OneLine;
import caravan.state.ScopeState;
import caravan.targets.PlaceholderRules;
import caravan.targets.PlaceholderSettings;
import caravan.targets.Reading;
import caravan.targets.TargetsException;
import caravan.targets.TargetsReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.timer.TimerEndpoint;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Keeps the schedule in step with the files that say what to poll. Changed files are accepted whole
 * once two checks in a row read the same, or refused whole; then the previous ones stay in force. A
 * mistake does not stop the service: it is logged, and the files are checked again.
 */
@Singleton
@Named("targets")
public final class TargetsWatch {

  private static final Logger LOG = Logger.getLogger(TargetsWatch.class);
  private static final String LOADS = "caravan.targets.loads";
  private static final int MAX_RESTLESS = 20;
  private static final long REMIND_AFTER = Duration.ofMinutes(1).toNanos();

  /**
   * As long as dead letters, and twice as long as events: nobody can have a repeated id by then.
   */
  private static final Duration REMEMBERED_FOR = Duration.ofDays(30);

  private final ServiceSettings settings;
  private final HttpSettings http;
  private final PlaceholderRules placeholders;
  private final RoleSources roles;
  private final CamelContext context;
  private final Schedule schedule;
  private final Broker broker;
  private final Ownership ownership;
  private final Catalogues catalogues;
  private final MeterRegistry registry;
  private final Clock clock;
  private final List<ScopeAware> followers;
  private final MissingScopes missing;
  private final RetirementGuard guard;
  private final MultiGauge unwatched;
  private RetiredScopes retired;
  private String lastSeen = "";
  private int restless;
  private String lastRefused = "";
  private String reported = "";
  private long reportedAt;
  private volatile InForce inForce;
  private volatile String problem = "the targets have not been read yet";

  /**
   * Accepted targets and their scopes; those switched off are not polled, but not retired.
   *
   * @param written as the files have them
   * @param found what is polled of them
   */
  private record InForce(
      String digest, Instant since, List<Target> written, Discovered found, Set<String> paths) {}

  public TargetsWatch(
      ServiceSettings settings,
      HttpSettings http,
      PlaceholderSettings placeholders,
      RoleSources roles,
      CamelContext context,
      Schedule schedule,
      Broker broker,
      Ownership ownership,
      Catalogues catalogues,
      @All List<ScopeAware> followers,
      MeterRegistry registry,
      Clock clock) {
    this.settings = settings;
    this.http = http;
    this.placeholders = PlaceholderRules.of(placeholders);
    this.roles = roles;
    this.context = context;
    this.schedule = schedule;
    this.broker = broker;
    this.ownership = ownership;
    this.catalogues = catalogues;
    this.followers = followers;
    this.registry = registry;
    this.clock = clock;
    this.missing = new MissingScopes(settings.retireAfter(), System::nanoTime);
    this.guard = new RetirementGuard(settings.retireConfirm());
    this.unwatched =
        MultiGauge.builder("caravan.resources.unwatched")
            .description("Resources that a catalogue lists and no target polls")
            .register(registry);
    showGauges();
  }

  private void showGauges() {
    Gauge.builder("caravan.targets.valid", this, one -> one.problem == null ? 1 : 0)
        .description("1 while the files with targets, as they are now, are in force, else 0")
        .register(registry);
    Gauge.builder("caravan.targets.taken", this, TargetsWatch::takenAt)
        .description("When the targets in force were taken, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("caravan.scopes.missing", missing, MissingScopes::count)
        .description("Scopes that end soon, because they are not among the targets")
        .register(registry);
    Gauge.builder("caravan.scopes.kept", guard, RetirementGuard::kept)
        .description("Scopes that should have ended, but are kept until somebody confirms it")
        .register(registry);
  }

  private double takenAt() {
    InForce current = inForce;
    return current == null ? Double.NaN : current.since().toEpochMilli() / 1000.0;
  }

  /** Ready once there are targets in force, even if the files have changed since. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck readiness() {
    return () -> {
      InForce current = inForce;
      HealthCheckResponseBuilder answer =
          HealthCheckResponse.named("targets")
              .status(current != null)
              .withData("problem", problem().orElse("none"))
              .withData("kept", guard.problem().orElse("none"));
      if (current != null) {
        answer
            .withData("inForceSince", current.since().toString())
            .withData("scopes", current.paths().size())
            .withData("digest", current.digest());
      }
      return answer.build();
    };
  }

  /** Why the current files are not in force; empty when they are. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether this replica can poll; if not, it must not own any scope. */
  public boolean mayJoin() {
    InForce current = inForce;
    return current != null
        && broker.ready()
        && (catalogues.isLoaded() || !Discovered.isIn(current.written()));
  }

  /** Accepts or refuses the files when they changed; called every few seconds by one timer. */
  public synchronized void check() {
    Reading seen = new Reading(settings.targets());
    String digest = seen.digest();
    boolean still = digest.equals(lastSeen);
    lastSeen = digest;
    restless = still ? 0 : restless + 1;
    if (isInForce(digest)) {
      backInForce();
    } else if (still || inForce == null) {
      judge(seen);
    } else if (restless >= MAX_RESTLESS) {
      refuse("the files have changed before each of the last looks; write them less often");
    }
  }

  private boolean isInForce(String digest) {
    return inForce != null && inForce.digest().equals(digest);
  }

  /** A change was reverted before it was valid. */
  private void backInForce() {
    if (problem != null) {
      problem = null;
      LOG.infof("targets are again as they are in force digest=%s", inForce.digest());
    }
  }

  private void judge(Reading seen) {
    Set<Api> apis = context.getRegistry().findByType(Api.class);
    try {
      List<Target> targets =
          new TargetsReader(apis, System::getenv, placeholders, roles, http.allowPlain())
              .read(seen);
      Optional<String> obstacle =
          inForce == null ? Optional.empty() : broker.prepare(topicsOf(targets));
      if (obstacle.isPresent()) {
        refuse(OneLine.withQuotes(obstacle.get()));
      } else {
        accept(targets);
      }
    } catch (TargetsException invalid) {
      refuse(invalid.getMessage());
    }
  }

  private void accept(List<Target> written) {
    InForce before = inForce;
    broker.publishes(topicsOf(written));
    TargetsChange change = putInForce(lastSeen, clock.instant(), written);
    ownership.shows(lastSeen);
    problem = null;
    lastRefused = "";
    registry.counter(LOADS, "outcome", "taken").increment();
    LOG.infof(
        "targets are valid from=%s targets=%d scopes=%d digest=%s%s",
        settings.targets(),
        written.size(),
        schedule.scopes().size(),
        lastSeen,
        before == null ? "" : " " + change);
    if (Discovered.isIn(written)) {
      catalogues.follow(this::found);
    }
  }

  /** Adds what the catalogues list now, and takes away what they do not list any more. */
  private synchronized void found() {
    InForce current = inForce;
    TargetsChange change = putInForce(current.digest(), current.since(), current.written());
    if (change.added() > 0 || !change.removed().isEmpty()) {
      LOG.infof(
          "catalogues have changed catalogues=%d scopes=%d %s",
          catalogues.all().size(), schedule.scopes().size(), change);
    }
  }

  private TargetsChange putInForce(String digest, Instant since, List<Target> written) {
    InForce before = inForce;
    Set<Api> apis = context.getRegistry().findByType(Api.class);
    Discovered discovered = Discovered.of(apis, written, catalogues.all());
    List<Target> targets = discovered.targets();
    TargetsChange change =
        TargetsChange.between(before == null ? List.of() : before.found().targets(), targets);
    schedule.load(targets);
    startTimers();
    List<Scope> polled = schedule.scopes();
    followers.forEach(one -> one.retainScopes(polled));
    if (retired == null) {
      retired = new RetiredScopes(apis);
    }
    retired.update(change.removed(), viewsOf(targets));
    unwatched.register(
        discovered.unwatched().entrySet().stream()
            .map(one -> MultiGauge.Row.of(Tags.of("catalogue", one.getKey()), one.getValue()))
            .toList(),
        true);
    inForce = new InForce(digest, since, written, discovered, pathsOf(targets));
    return change;
  }

  /** Of the APIs that have scopes now; one that runs needs no stop, because nothing is due then. */
  private void startTimers() {
    Set<String> apis = schedule.apis();
    for (Route route : context.getRoutes()) {
      if (route.getEndpoint() instanceof TimerEndpoint timer
          && apis.contains(timer.getTimerName())) {
        try {
          context.getRouteController().startRoute(route.getRouteId());
        } catch (Exception failure) {
          throw new IllegalStateException("the timer of " + timer + " does not start", failure);
        }
      }
    }
  }

  /** The topics that targets need besides those of the contract. */
  private static Set<String> topicsOf(List<Target> written) {
    Set<String> topics = new HashSet<>(viewsOf(written));
    if (Discovered.isIn(written)) {
      topics.add(Topics.CATALOGUE);
    }
    return topics;
  }

  private static Set<String> viewsOf(List<Target> targets) {
    return targets.stream()
        .filter(Target::enabled)
        .flatMap(target -> target.views().stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> pathsOf(List<Target> targets) {
    Set<String> paths = new HashSet<>();
    targets.forEach(target -> Scope.each(target, scope -> paths.add(scope.path())));
    return paths;
  }

  private void refuse(String why) {
    problem = why;
    if (!lastRefused.equals(lastSeen)) {
      lastRefused = lastSeen;
      registry.counter(LOADS, "outcome", "refused").increment();
    }
    long now = System.nanoTime();
    if (!why.equals(reported) || now - reportedAt > REMIND_AFTER) {
      reported = why;
      reportedAt = now;
      String then =
          inForce == null
              ? "polling waits for a corrected file"
              : "those taken at " + inForce.since() + " stay in force";
      LOG.errorf("the targets are not valid, %s:\n%s", then, why);
    }
  }

  /**
   * Polls that end the scopes which have been missing from the targets for long enough, as far as
   * they {@link RetirementGuard may be ended}, and that forget those which ended long ago. None
   * while the files differ from what is in force, because then the right targets are not known.
   */
  public synchronized List<Poll> retired() {
    if (!mayJoin() || !isInForce(lastSeen)) {
      return List.of();
    }
    List<Poll> polls = new ArrayList<>();
    Map<String, ScopeState> former = ownership.retired(clock.instant().minus(REMEMBERED_FOR));
    former.keySet().removeAll(inForce.paths());
    former.forEach((path, state) -> retire(path, state).ifPresent(polls::add));
    Map<String, ScopeState> others = ownership.others(inForce.paths());
    Set<String> gone =
        others.keySet().stream().filter(inForce.found()::isGone).collect(Collectors.toSet());
    List<String> lasting = missing.lasting(others.keySet());
    for (String path : lasting) {
      if (gone.contains(path)) {
        retire(path, others.get(path)).map(Poll::endsWithResource).ifPresent(polls::add);
      }
    }
    // What a catalogue proves is the same for all, and had its own guard.
    List<String> unproven = lasting.stream().filter(path -> !gone.contains(path)).toList();
    others.keySet().removeAll(gone);
    for (String path : guard.mayEnd(unproven, others, standing())) {
      retire(path, others.get(path)).ifPresent(polls::add);
    }
    return polls;
  }

  private Optional<Poll> retire(String path, ScopeState state) {
    return retired.rebuilt(path, state).map(one -> schedule.retirement(one, state));
  }

  private RetirementGuard.Standing standing() {
    return new RetirementGuard.Standing(
        ownership.self(),
        ownership.replicas(),
        ownership.isLoaded(),
        ownership.share(),
        ownership.owned(inForce.paths()));
  }
}
