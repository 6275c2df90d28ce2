package caravan.app;

import caravan.json.JsonText;
import caravan.kafka.Ownership;
import caravan.model.Scope;
import caravan.observe.trace.Trace;
import caravan.observe.trace.Trace.Kind;
import caravan.observe.trace.Trace.Subject;
import caravan.observe.trace.TraceRegistry;
import caravan.observe.trace.TraceSettings;
import caravan.poll.schedule.Schedule;
import caravan.targets.DidYouMean;
import caravan.targets.Durations;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Traces on the management port: {@code GET}, {@code POST} and {@code DELETE /observe/trace}. That
 * port has no password, so by default only local connections are allowed, and never a web page.
 */
@Singleton
public final class TraceControl {

  private static final String PATH = "/observe/trace";
  private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(5);

  private static final Set<String> LOCAL_ADDRESSES = Set.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  /** So that the trace has surely ended when the timer fires. */
  private static final long MARGIN_MILLIS = 20;

  private final TraceSettings settings;
  private final TraceRegistry traces;
  private final Schedule schedule;
  private final Ownership ownership;

  /** A request is refused with an HTTP status. */
  private static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }
  }

  public TraceControl(
      TraceSettings settings, TraceRegistry traces, Schedule schedule, Ownership ownership) {
    this.settings = settings;
    this.traces = traces;
    this.schedule = schedule;
    this.ownership = ownership;
  }

  void register(@Observes ManagementInterface management) {
    management.router().route(PATH).handler(this::answer);
  }

  private void answer(RoutingContext call) {
    try {
      admit(call.request());
      String answer =
          switch (call.request().method().name()) {
            case "GET" -> list(traces.active());
            case "POST" -> begin(call);
            case "DELETE" -> end(call.request());
            default -> throw new Refused(405, "use GET, POST or DELETE");
          };
      send(call, 200, answer);
    } catch (Refused refused) {
      String text =
          new JsonText(128).open().field("error", refused.getMessage()).close().toString();
      send(call, refused.status, text);
    }
  }

  private static void send(RoutingContext call, int status, String json) {
    call.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(json + "\n");
  }

  private void admit(HttpServerRequest request) throws Refused {
    TraceSettings.Control control = settings.control();
    if (control == TraceSettings.Control.NOBODY) {
      throw new Refused(404, "traces are switched off: caravan.trace.control is nobody");
    }
    if (request.headers().contains("Origin")) {
      throw new Refused(403, "pages in browsers may not ask this");
    }
    if (control == TraceSettings.Control.LOCAL && !isLocal(request)) {
      throw new Refused(
          403,
          "only from the machine or pod that Caravan runs on, for example through kubectl"
              + " port-forward; see caravan.trace.control");
    }
  }

  /**
   * A forwarded request is not local, even if the proxy is; service meshes forward from other
   * addresses of 127.0.0.0/8. A foreign {@code Host} is a web page whose name resolves to here.
   */
  private static boolean isLocal(HttpServerRequest request) {
    boolean forwarded =
        Stream.of("X-Forwarded-For", "Forwarded", "Via").anyMatch(request.headers()::contains);
    HostAndPort host = request.authority();
    return !forwarded
        && host != null
        && LOCAL_NAMES.contains(host.host())
        && LOCAL_ADDRESSES.contains(
            String.valueOf(request.connection().remoteAddress(true).hostAddress()));
  }

  private String begin(RoutingContext call) throws Refused {
    Subject subject = subject(call.request());
    if (subject == null) {
      throw new Refused(400, "name what to trace: scope=<path> or account=<name>");
    }
    List<Scope> traced = known(subject);
    Duration length = length(call.request().getParam("for"));
    Trace trace = traces.begin(subject, length);
    if (trace == null) {
      String most = TraceRegistry.MAX_ACTIVE + " traces are on, which is the most";
      throw new Refused(409, most + "; end one with DELETE " + PATH);
    }
    // Only to log the end in time; the trace ends without this, too.
    call.vertx().setTimer(length.toMillis() + MARGIN_MILLIS, timer -> traces.active());
    JsonText text = new JsonText(256);
    write(text, trace);
    long here = traced.stream().filter(ownership::owns).count();
    text.field("scopes", Integer.valueOf(traced.size()))
        .field("scopes_polled_here", Long.valueOf(here));
    return text.close().toString();
  }

  private String end(HttpServerRequest request) throws Refused {
    return list(traces.end(subject(request)));
  }

  /** Null when none is named. */
  private static Subject subject(HttpServerRequest request) throws Refused {
    for (String name : request.params().names()) {
      if (!List.of("scope", "account", "for").contains(name)) {
        throw new Refused(400, "there is no parameter " + name + "; use scope, account and for");
      }
    }
    String scope = request.getParam("scope");
    String account = request.getParam("account");
    if (scope != null && account != null) {
      throw new Refused(400, "name a scope or an account, not both");
    }
    if (scope != null) {
      return new Subject(Kind.SCOPE, scope);
    }
    return account == null ? null : new Subject(Kind.ACCOUNT, account);
  }

  private List<Scope> known(Subject subject) throws Refused {
    List<Scope> all = schedule.scopes();
    List<Scope> matching =
        all.stream().filter(scope -> name(scope, subject.kind()).equals(subject.name())).toList();
    if (matching.isEmpty()) {
      List<String> names =
          all.stream().map(scope -> name(scope, subject.kind())).distinct().toList();
      String near = DidYouMean.remedy(subject.name(), names, "There are");
      String hint = near.startsWith("Did you mean") ? ". " + near : "";
      throw new Refused(404, "no enabled target has this " + subject.kind().wire() + hint);
    }
    return matching;
  }

  private static String name(Scope scope, Kind kind) {
    return kind == Kind.SCOPE ? scope.path() : scope.target().account().name();
  }

  private static Duration length(String text) throws Refused {
    try {
      Duration length = text == null ? DEFAULT_LENGTH : Durations.parse(text);
      if (length.compareTo(TraceRegistry.MAX_DURATION) <= 0 && !length.isZero()) {
        return length;
      }
    } catch (IllegalArgumentException unreadable) {
      // Refused below.
    }
    throw new Refused(400, "for is a duration of at most an hour, for example 90s or 5m");
  }

  private static String list(List<Trace> traces) {
    JsonText text = new JsonText(256).open().name("traces").openArray();
    for (Trace trace : traces) {
      text.element();
      write(text, trace);
      text.close();
    }
    return text.closeArray().close().toString();
  }

  private static void write(JsonText text, Trace trace) {
    text.open()
        .field(trace.subject().kind().wire(), trace.subject().name())
        .field("started_at", trace.startedAt())
        .field("until", trace.until())
        .field("messages", Long.valueOf(trace.messages()))
        .field("characters", Long.valueOf(trace.written()));
  }
}
