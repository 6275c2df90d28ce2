package caravan.doctor.check;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.StartFailure;
import caravan.doctor.command.Subcommand;
import caravan.kafka.Finding;
import caravan.kafka.KafkaDiagnostics;
import caravan.model.Account;
import caravan.model.CredentialSource;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.fetch.HttpSettings;
import caravan.targets.Problem;
import caravan.targets.TargetsException;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Checks an installation: what is cheap and near first, the vendors last. A failure does not stop
 * checks that do not depend on it.
 */
@Command(
    name = "check",
    description = {
      "Looks for what keeps the service from working, and says what to do about it.",
      "Settings, targets, names, brokers, topics, registry, and one small call to each API of each"
          + " account. Nothing is changed."
    })
public final class Check extends Subcommand {

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest time for all checks together. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(
      names = "--offline",
      description = "Look at settings and targets only, and connect to nothing.")
  private boolean offline;

  private final ExecutorService threads = Executors.newCachedThreadPool(Check::daemon);
  private CommandRuntime service;
  private Findings findings;
  private long startedAt;

  @Override
  protected Map<String, String> settings() {
    // Here an unknown setting is one finding among others.
    return Map.of("smallrye.config.mapping.validate-unknown", "false");
  }

  @Override
  protected int cannotStart(StartFailure failure) throws Exception {
    findings = new Findings(out(), json());
    String remedy = "Correct the setting; docs/configuration.md lists all of them.";
    failure
        .problems()
        .forEach(problem -> findings.add(Finding.fail("settings", "", problem, remedy)));
    findings.add(Finding.skip("targets", "", "nothing else was looked at"));
    return findings.end();
  }

  @Override
  protected int work(CommandRuntime runtime) throws Exception {
    startedAt = System.nanoTime();
    service = runtime;
    findings = new Findings(out(), json());
    try {
      SmallRyeConfig config = CommandRuntime.config();
      Set<String> variables = System.getenv().keySet();
      findings.addAll(
          SettingsCheck.of(config, service.names(), config.getPropertyNames(), variables));
      List<Target> targets = targets();
      if (!offline) {
        connect(targets);
      }
    } finally {
      threads.shutdownNow();
    }
    return findings.end();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "check");
    thread.setDaemon(true);
    return thread;
  }

  private List<Target> targets() {
    try {
      List<Target> targets = service.readTargets();
      List<Target> enabled = targets.stream().filter(Target::enabled).toList();
      String message =
          "valid; targets: %s, lists to poll: %s, targets switched off: %s"
              .formatted(enabled.size(), scopes(enabled).size(), targets.size() - enabled.size());
      findings.add(Finding.ok("targets", service.settings().targets(), message));
      credentials(enabled);
      return enabled;
    } catch (TargetsException invalid) {
      for (Problem one : invalid.problems()) {
        String place = one.line() > 0 ? one.file() + ":" + one.line() : one.file();
        String subject = one.key().isEmpty() ? place : place + " " + one.key();
        findings.add(Finding.fail("targets", subject, one.message(), one.remedy()));
      }
    } catch (CommandException routes) {
      findings.add(
          Finding.fail("routes", "", routes.getMessage(), "Correct caravan.routes or its files."));
    }
    return List.of();
  }

  private static List<Scope> scopes(Collection<Target> targets) {
    List<Scope> scopes = new ArrayList<>();
    targets.forEach(target -> Scope.each(target, scopes::add));
    return scopes;
  }

  private void credentials(List<Target> targets) {
    for (Account account : targets.stream().map(Target::account).distinct().toList()) {
      if (account.role().isPresent()) {
        CredentialSource source = account.role().get();
        if (offline) {
          String message = source.role().shown() + " is not assumed offline";
          findings.add(Finding.skip("credentials", account.name(), message));
        } else {
          findings.add(RoleCheck.of(source, service.roles()::policies));
        }
        continue;
      }
      try {
        boolean temporary = account.credentials().get().temporary();
        String message = temporary ? "can be read, with a session token" : "can be read";
        findings.add(Finding.ok("credentials", account.name(), message));
      } catch (IllegalStateException unreadable) {
        String remedy = "Correct the file or variable that it comes from.";
        findings.add(Finding.fail("credentials", account.name(), unreadable.getMessage(), remedy));
      }
    }
  }

  private void connect(List<Target> targets) throws Exception {
    KafkaDiagnostics kafka = service.kafka();
    HttpSettings http = service.settings(HttpSettings.class);
    findings.addAll(NameCheck.of(hosts(http, targets, kafka.brokers()), threads));
    Set<String> views =
        targets.stream().flatMap(one -> one.views().stream()).collect(Collectors.toSet());
    Future<?> work =
        threads.submit(
            () -> {
              findings.addAll(kafka.kafka(views));
              findings.addAll(kafka.registry());
              return null;
            });
    await("kafka", kafka.brokers(), work);
    if (targets.isEmpty()) {
      findings.add(Finding.skip("api", "", "no API was called without valid targets"));
    }
    call(targets);
  }

  /** Hosts to look up; behind a proxy, the names of vendors are the proxy's to look up. */
  private static Map<String, String> hosts(
      HttpSettings http, List<Target> targets, String brokers) {
    Map<String, String> hosts = new LinkedHashMap<>();
    NameCheck.hosts(brokers).forEach(host -> hosts.put(host, "Kafka"));
    if (http.proxyHost().isPresent()) {
      hosts.put(http.proxyHost().get(), "proxy, which looks up the vendors' names");
      return hosts;
    }
    for (Scope scope : scopes(targets)) {
      hosts.putIfAbsent(scope.endpoint().getHost(), scope.api().source().vendorName());
    }
    return hosts;
  }

  /** Access keys in parallel, the APIs of each key one by one. */
  private void call(List<Target> targets) throws Exception {
    Map<List<String>, Map<List<String>, Scope>> byKey = new LinkedHashMap<>();
    for (Scope scope : scopes(targets)) {
      byKey
          .computeIfAbsent(key(scope), key -> new LinkedHashMap<>())
          .putIfAbsent(List.of(scope.api().id(), scope.target().account().name()), scope);
    }
    Map<String, Future<?>> calls = new LinkedHashMap<>();
    for (Map<List<String>, Scope> scopes : byKey.values()) {
      List<Scope> ofKey = List.copyOf(scopes.values());
      Callable<?> work = () -> new ApiCheck(service, findings).call(ofKey);
      calls.put(ofKey.get(0).target().account().name(), threads.submit(work));
    }
    for (Map.Entry<String, Future<?>> one : calls.entrySet()) {
      await("api", "account " + one.getKey(), one.getValue());
    }
  }

  /** What a vendor counts refused signatures by. */
  private static List<String> key(Scope scope) {
    Account account = scope.target().account();
    try {
      return List.of(account.vendor(), account.credentials().get().accessKeyId());
    } catch (IllegalStateException unreadable) {
      return List.of(account.vendor(), "", account.name());
    }
  }

  private void await(String check, String subject, Future<?> work) throws Exception {
    long left = TimeUnit.SECONDS.toNanos(timeout) - (System.nanoTime() - startedAt);
    try {
      work.get(Math.max(1, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      work.cancel(true);
      String remedy = "Look at route, proxy and firewall, or give it more time with --timeout.";
      findings.add(Finding.fail(check, subject, "did not end within " + timeout + " s", remedy));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }
}
