package caravan.doctor.command;

import caravan.app.ApiSheets;
import caravan.app.ServiceSettings;
import caravan.app.SettingNames;
import caravan.kafka.KafkaDiagnostics;
import caravan.kafka.ScopeReset;
import caravan.model.Api;
import caravan.model.SettingsGroup;
import caravan.model.Target;
import caravan.poll.fetch.HttpSettings;
import caravan.poll.fetch.OneRequest;
import caravan.poll.page.PageReader;
import caravan.role.RoleCredentials;
import caravan.targets.PlaceholderRules;
import caravan.targets.PlaceholderSettings;
import caravan.targets.Problem;
import caravan.targets.Reading;
import caravan.targets.TargetsException;
import caravan.targets.TargetsReader;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.core.CamelRuntime;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The product, started for one subcommand with its routes stopped: nothing is polled or published.
 * It listens on no port and joins no group, so it does not disturb a running service. {@link
 * OnePoll} runs one poll through its real route.
 */
@Singleton
@Unremovable
public final class CommandRuntime implements QuarkusApplication {

  /** The work of a subcommand. */
  interface Work {
    /** Returns the exit code. */
    int run(CommandRuntime service) throws Exception;
  }

  private static final Map<String, String> IDLE =
      Map.of(
          "quarkus.camel.bootstrap.enabled", "false",
          "camel.main.auto-startup-exclude-pattern", "*",
          "quarkus.management.host-enabled", "false",
          "quarkus.log.console.stderr", "true");

  // Quarkus creates and runs this bean itself, so the work cannot be passed in.
  private static final AtomicReference<Work> WORK = new AtomicReference<>();

  private final SettingNames names;
  private final CamelRuntime routes;
  private final Clock clock;
  private final Instance<KafkaDiagnostics> kafka;
  private final Instance<ScopeReset> reset;
  private final Instance<OneRequest> http;
  private final Instance<PageReader> pages;
  private final Instance<RoleCredentials> roles;
  private boolean loaded;

  public CommandRuntime(
      SettingNames names,
      CamelRuntime routes,
      Clock clock,
      Instance<KafkaDiagnostics> kafka,
      Instance<ScopeReset> reset,
      Instance<OneRequest> http,
      Instance<PageReader> pages,
      Instance<RoleCredentials> roles) {
    this.names = names;
    this.routes = routes;
    this.clock = clock;
    this.kafka = kafka;
    this.reset = reset;
    this.http = http;
    this.pages = pages;
    this.roles = roles;
  }

  /**
   * Starts the product idle, does the work, stops it and returns the exit code.
   *
   * @param verbose whether to write the log, to standard error
   * @param more settings that the work overrides
   * @throws StartFailure if the product cannot start with its settings
   */
  public static int run(boolean verbose, Map<String, String> more, Work work) throws Exception {
    Map<String, String> properties = new TreeMap<>(IDLE);
    if (!verbose) {
      properties.put("quarkus.log.console.level", "OFF");
    }
    properties.putAll(more);
    properties.forEach(System::setProperty);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    AtomicReference<Integer> ended = new AtomicReference<>();
    WORK.set(work);
    Quarkus.run(
        CommandRuntime.class,
        (code, failure) -> {
          ended.set(code);
          failed.set(failure);
        });
    if (failed.get() == null) {
      return ended.get();
    }
    if (WORK.get() != null) {
      throw StartFailure.of(failed.get());
    }
    if (failed.get() instanceof Exception failure) {
      throw failure;
    }
    throw new IllegalStateException(failed.get());
  }

  @Override
  public int run(String... arguments) throws Exception {
    return WORK.getAndSet(null).run(this);
  }

  /** Settings of the service as a whole. */
  public ServiceSettings settings() {
    return settings(ServiceSettings.class);
  }

  /** Settings of one group. */
  public <T extends SettingsGroup> T settings(Class<T> group) {
    return config().getConfigMapping(group);
  }

  /** The configuration, of which all settings are a part. */
  public static SmallRyeConfig config() {
    return ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
  }

  /** Names of all settings there are. */
  public SettingNames names() {
    return names;
  }

  /** The routes, stopped; loaded on the first call. */
  public synchronized CamelContext context() throws CommandException {
    if (!loaded) {
      List<Problem> mistakes = mistakes();
      if (!mistakes.isEmpty()) {
        throw CommandException.wrong(
            "Route files have mistakes:\n" + new TargetsException(mistakes).getMessage());
      }
      // Has to be present before the routes are created.
      routes
          .getCamelContext()
          .getCamelContextExtension()
          .addInterceptStrategy(new SubstituteFetch());
      try {
        routes.start(new String[0]);
      } catch (RuntimeException failed) {
        throw CommandException.wrong(
            "The routes at %s cannot be loaded: %s"
                .formatted(settings().routes(), StartFailure.of(failed).getMessage()));
      }
      loaded = true;
    }
    return routes.getCamelContext();
  }

  /** Mistakes of data sheets, with which the service would not start. */
  private List<Problem> mistakes() {
    return loaded ? List.of() : ApiSheets.problems(routes.getCamelContext(), settings().routes());
  }

  /** The clock of the product. */
  public Clock clock() {
    return clock;
  }

  /** Checks Kafka. */
  public KafkaDiagnostics kafka() {
    return kafka.get();
  }

  /** Begins scopes anew. */
  public ScopeReset reset() {
    return reset.get();
  }

  /** Sends a single request. */
  public OneRequest http() {
    return http.get();
  }

  /** Gets the credentials of roles. */
  public RoleCredentials roles() {
    return roles.get();
  }

  /** Reads an answer. */
  public PageReader pages() {
    return pages.get();
  }

  /** The APIs that routes are loaded for. */
  public Set<Api> apis() throws CommandException {
    return context().getRegistry().findByType(Api.class);
  }

  /** The targets, including those switched off. */
  public List<Target> readTargets() throws TargetsException, CommandException {
    List<Problem> mistakes = mistakes();
    if (!mistakes.isEmpty()) {
      throw new TargetsException(mistakes);
    }
    return new TargetsReader(
            apis(),
            System::getenv,
            PlaceholderRules.of(settings(PlaceholderSettings.class)),
            roles.get(),
            settings(HttpSettings.class).allowPlain())
        .read(new Reading(settings().targets()));
  }

  /** The targets, or a {@link CommandException} with every mistake in them. */
  public List<Target> targets() throws CommandException {
    try {
      return readTargets();
    } catch (TargetsException invalid) {
      throw CommandException.wrong("The targets are not valid:\n" + invalid.getMessage());
    }
  }
}
