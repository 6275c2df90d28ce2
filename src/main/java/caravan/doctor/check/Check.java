package caravan.doctor.check;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.StartFailure;
import caravan.doctor.command.Subcommand;
import caravan.kafka.Finding;
import caravan.kafka.KafkaDiagnostics;
import caravan.model.Account;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.fetch.HttpSettings;
import caravan.targets.Problem;
import caravan.targets.TargetsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Looks at an installation: what costs nothing and is nearest first, the vendors last. What does
 * not depend on something that failed is looked at all the same.
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

  private long startedAt;

  @Override
  protected Map<String, String> settings() {
    // An unknown setting is one finding among others here, and not the end.
    return Map.of("smallrye.config.mapping.validate-unknown", "false");
  }

  @Override
  protected int cannotStart(StartFailure failure) throws Exception {
    Findings findings = new Findings(out(), json());
    failure
        .problems()
        .forEach(
            problem ->
                findings.add(
                    Finding.fail(
                        "settings",
                        "",
                        problem,
                        "Correct the setting; docs/configuration.md lists all of them.")));
    findings.add(Finding.skip("targets", "", "nothing else was looked at"));
    return findings.end();
  }

  @Override
  protected int work(CommandRuntime service) throws Exception {
    startedAt = System.nanoTime();
    Findings findings = new Findings(out(), json());
    ExecutorService threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "check");
              thread.setDaemon(true);
              return thread;
            });
    try {
      findings.addAll(
          SettingsCheck.of(
              CommandRuntime.config(),
              service.names(),
              CommandRuntime.config().getPropertyNames(),
              System.getenv().keySet()));
      List<Target> targets = targets(service, findings);
      if (!offline) {
        connect(service, targets, findings, threads);
      }
    } finally {
      threads.shutdownNow();
    }
    return findings.end();
  }

  private List<Target> targets(CommandRuntime service, Findings findings) {
    try {
      List<Target> targets = service.readTargets();
      List<Target> enabled = targets.stream().filter(Target::enabled).toList();
      int scopes = scopes(enabled).size();
      findings.add(
          Finding.ok(
              "targets",
              service.settings().targets(),
              "valid; targets: "
                  + enabled.size()
                  + ", lists to poll: "
                  + scopes
                  + ", targets switched off: "
                  + (targets.size() - enabled.size())));
      credentials(enabled, findings);
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

  private static void credentials(List<Target> targets, Findings findings) {
    for (Account account : targets.stream().map(Target::account).distinct().toList()) {
      try {
        boolean temporary = account.credentials().get().temporary();
        findings.add(
            Finding.ok(
                "credentials",
                account.name(),
                temporary ? "can be read, with a session token" : "can be read"));
      } catch (IllegalStateException unreadable) {
        findings.add(
            Finding.fail(
                "credentials",
                account.name(),
                unreadable.getMessage(),
                "Correct the file or variable that it comes from."));
      }
    }
  }

  private void connect(
      CommandRuntime service, List<Target> targets, Findings findings, ExecutorService threads)
      throws Exception {
    KafkaDiagnostics examination = service.examination();
    HttpSettings http = service.settings(HttpSettings.class);
    findings.addAll(NameCheck.of(hosts(http, targets, examination.brokers()), threads));
    Set<String> views =
        targets.stream().flatMap(one -> one.views().stream()).collect(Collectors.toSet());
    await(
        "kafka",
        examination.brokers(),
        threads.submit(
            () -> {
              findings.addAll(examination.kafka(views));
              findings.addAll(examination.registry());
              return null;
            }),
        findings);
    if (targets.isEmpty()) {
      findings.add(Finding.skip("api", "", "no API was called without valid targets"));
    }
    call(service, targets, findings, threads);
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

  /** Access keys side by side, the APIs of each one after the other. */
  private void call(
      CommandRuntime service, List<Target> targets, Findings findings, ExecutorService threads)
      throws Exception {
    Map<List<String>, Map<List<String>, Scope>> byKey = new LinkedHashMap<>();
    for (Scope scope : scopes(targets)) {
      byKey
          .computeIfAbsent(key(scope), key -> new LinkedHashMap<>())
          .putIfAbsent(Arrays.asList(scope.api().id(), scope.target().account().name()), scope);
    }
    Map<String, Future<?>> calls = new LinkedHashMap<>();
    for (Map<List<String>, Scope> scopes : byKey.values()) {
      List<Scope> ofKey = List.copyOf(scopes.values());
      String account = ofKey.get(0).target().account().name();
      calls.put(
          account,
          threads.submit(
              () -> {
                new ApiCheck(service, findings).call(ofKey);
                return null;
              }));
    }
    for (Map.Entry<String, Future<?>> one : calls.entrySet()) {
      await("api", "account " + one.getKey(), one.getValue(), findings);
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

  private void await(String check, String subject, Future<?> work, Findings findings)
      throws Exception {
    long left = TimeUnit.SECONDS.toNanos(timeout) - (System.nanoTime() - startedAt);
    try {
      work.get(Math.max(1, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      work.cancel(true);
      findings.add(
          Finding.fail(
              check,
              subject,
              "did not end within " + Duration.ofSeconds(timeout).toSeconds() + " s",
              "Look at route, proxy and firewall, or give it more time with --timeout."));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }
}
