package caravan.role;

import caravan.cloud.RoleCalls;
import caravan.model.CredentialSource;
import caravan.model.Mistake;
import caravan.model.Role;
import caravan.model.RoleSources;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.OwnedScopes;
import caravan.poll.RunningTime;
import caravan.poll.TargetMeters;
import caravan.poll.Unforeseen;
import caravan.poll.limit.AccountSettings;
import caravan.role.RoleSource.Pauses;
import caravan.role.RoleSource.Surroundings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The credentials of all roles that targets in force name. What nobody polls with is not renewed.
 */
@Singleton
public final class RoleCredentials implements RoleSources, ScopeAware {

  private static final String LEFT = "caravan.account.credential.left";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final List<RoleCalls> clouds;
  private final MeterRegistry registry;
  private final TargetMeters meters;
  private final ExecutorService threads = Executors.newCachedThreadPool(RoleCredentials::daemon);
  private final Surroundings around;
  private final Map<Role, RoleSource> sources = new ConcurrentHashMap<>();
  private volatile Set<Role> inForce = Set.of();
  private ScheduledExecutorService timer;

  RoleCredentials(
      @All List<RoleCalls> clouds,
      RoleAnswers answers,
      AccountSettings settings,
      Clock clock,
      RunningTime running,
      Instance<OwnedScopes> owned,
      MeterRegistry registry) {
    this.clouds = clouds;
    this.registry = registry;
    this.meters = new TargetMeters(registry, RoleCredentials::tags, LEFT);
    this.around =
        new Surroundings(
            answers,
            clock,
            running::nanos,
            threads,
            MAX_WAIT,
            new Pauses(settings.pause(), settings.maxPause()),
            // Not created before a vendor refuses: subcommands do without it.
            () -> owned.get().share(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "role");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Optional<Mistake> mistake(Role role) {
    return cloud(role)
        .map(one -> one.mistake(role))
        .orElseGet(() -> RoleSources.NONE.mistake(role));
  }

  @Override
  public CredentialSource of(Role role) {
    return sources.computeIfAbsent(
        role, one -> new RoleSource(one, cloud(one).orElseThrow(), around));
  }

  /** What the vendor has to be told so that a role can be assumed. */
  public String policies(Role role) {
    return cloud(role).orElseThrow().policies(role);
  }

  private Optional<RoleCalls> cloud(Role role) {
    return clouds.stream().filter(one -> one.vendor().equals(role.vendor())).findFirst();
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    List<Scope> withRole =
        scopes.stream().filter(scope -> scope.target().account().role().isPresent()).toList();
    Set<Role> named = new HashSet<>();
    withRole.forEach(
        scope -> scope.target().account().role().ifPresent(source -> named.add(source.role())));
    sources.keySet().retainAll(named);
    inForce = Set.copyOf(named);
    meters.retain(withRole);
    withRole.stream().map(RoleCredentials::tags).distinct().forEach(this::show);
    if (!named.isEmpty()) {
      startTimer();
    }
    renew();
  }

  /** Whatever one of them throws, the timer goes on. */
  private static void renew(RoleSource source) {
    try {
      source.renewIfDue();
    } catch (RuntimeException unforeseen) {
      Unforeseen.log(unforeseen);
    }
  }

  private synchronized void startTimer() {
    if (timer == null) {
      timer = Executors.newSingleThreadScheduledExecutor(RoleCredentials::daemon);
      long every = LOOK_EVERY.toMillis();
      Future<?> unused =
          timer.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
    }
  }

  /** Not those of targets that were read but are not in force. */
  private void renew() {
    for (Role role : inForce) {
      RoleSource source = sources.get(role);
      if (source != null) {
        renew(source);
      }
    }
  }

  @PreDestroy
  synchronized void stop() {
    threads.shutdownNow();
    if (timer != null) {
      timer.shutdownNow();
    }
  }

  private static Tags tags(Scope scope) {
    var account = scope.target().account();
    return Tags.of("vendor", account.vendor(), "account", account.name());
  }

  private void show(Tags tags) {
    meters.whileNamed(
        tags,
        () ->
            Gauge.builder(LEFT, this, one -> one.left(tags))
                .description(
                    "Seconds until the credential of the account's role ends; 0 without one")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry));
  }

  private double left(Tags tags) {
    return sources.values().stream()
        .filter(one -> tags(one.role()).equals(tags))
        .map(RoleSource::left)
        .filter(left -> left != null && !left.isNegative())
        .mapToDouble(left -> left.toMillis() / 1000.0)
        .max()
        .orElse(0);
  }

  private static Tags tags(Role role) {
    return Tags.of("vendor", role.vendor(), "account", role.account());
  }
}
