package caravan.poll.limit;

import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Reasons;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Permit;
import caravan.poll.RunningTime;
import caravan.poll.TargetMeters;
import caravan.poll.Walk;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;

/**
 * One circuit per endpoint host. While a host cannot be reached, its polls fail at once and say
 * why, instead of holding threads and running into time-outs. An HTTP answer of any kind, also one
 * of a gateway that cannot go on, shows that the host is there.
 */
@Singleton
@Priority(50)
public final class Circuits implements AttemptGate, ScopeAware {

  private static final String STATE = "caravan.circuit.state";

  /** Codes of requests that were not sent for reasons of this side. */
  private static final Set<String> UNSENT =
      Set.of("foreign_host", "forbidden_address", "unusable_file");

  private final Clock clock;
  private final RunningTime running;
  private final MeterRegistry registry;
  private final DoubleSupplier chance;
  private final Map<String, HostCircuit> circuits = new ConcurrentHashMap<>();
  private final TargetMeters meters;

  @Inject
  public Circuits(Clock clock, RunningTime running, MeterRegistry registry) {
    this(clock, running, registry, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Creates circuits with their own chance (from 0 to below 1). */
  Circuits(Clock clock, RunningTime running, MeterRegistry registry, DoubleSupplier chance) {
    this.clock = clock;
    this.running = running;
    this.registry = registry;
    this.chance = chance;
    this.meters = new TargetMeters(registry, scope -> tags(scope.origin()), STATE);
  }

  /**
   * Lets an attempt pass unless its host cannot be reached.
   *
   * @throws PageFailure when it cannot; the poll has failed with {@code circuit_open}
   */
  @Override
  public Permit enter(Attempt attempt) throws PageFailure {
    String host = attempt.poll().scope().origin();
    HostCircuit circuit = circuits.computeIfAbsent(host, this::shown);
    if (!circuit.admits()) {
      throw refused(attempt.poll().walk(), circuit);
    }
    return new Permit() {
      @Override
      public void accepted(Page page) {
        circuit.answered();
      }

      @Override
      public void failed(PollError error) {
        judge(circuit, error, attempt.failure());
      }
    };
  }

  /** Not a failed attempt, which would be repeated: nobody has to ask within the slot. */
  private static PageFailure refused(Walk walk, HostCircuit circuit) {
    walk.fail(
        PollError.of(Failure.TRANSPORT, "circuit_open", circuit.problem(), null)
            .at(walk.cursor().page(), Math.max(1, walk.failedAttempts())));
    return new PageFailure(walk.error(), null);
  }

  private static void judge(HostCircuit circuit, PollError error, Exception failure) {
    if (failure instanceof PageFailure page) {
      if (page.error().httpStatus() != null) {
        circuit.answered();
      } else if (unreachable(page.error())) {
        circuit.silent(true, why(page.error()));
      } else {
        circuit.unused();
      }
    } else if (cutOff(failure)) {
      circuit.answered();
    } else if (failure instanceof IOException) {
      circuit.silent(false, why(error));
    } else {
      circuit.unused();
    }
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    circuits.keySet().retainAll(scopes.stream().map(Scope::origin).collect(Collectors.toSet()));
    meters.retain(scopes);
    circuits.keySet().forEach(this::show);
  }

  /** Begins anew, as after a start. */
  void forget() {
    circuits.clear();
  }

  /** Hosts that are not asked now, and why. */
  public Map<String, String> problems() {
    return circuits.values().stream()
        .filter(circuit -> circuit.state() != HostCircuit.State.CLOSED)
        .collect(Collectors.toMap(HostCircuit::host, HostCircuit::problem));
  }

  /** It ended in the middle of an answer, so there was one. */
  private static boolean cutOff(Exception failure) {
    return failure instanceof ConnectionClosedException
        || failure instanceof MalformedChunkCodingException
        || failure instanceof EOFException;
  }

  /** What the client could tell of a connection that did not come about. */
  private static boolean unreachable(PollError error) {
    return error.reason().equals(Reasons.TRANSPORT) && !UNSENT.contains(error.code())
        || error.code().equals("connect_timeout");
  }

  private static String why(PollError error) {
    return error == null ? "unknown" : error.code() + ": " + error.message();
  }

  private HostCircuit shown(String host) {
    show(host);
    return new HostCircuit(host, clock, running, chance);
  }

  private void show(String host) {
    meters.whileNamed(
        tags(host),
        () ->
            Gauge.builder(STATE, this, one -> one.state(host))
                .description("0 closed, 1 half open, 2 open")
                .tags(tags(host))
                .register(registry));
  }

  private static Tags tags(String host) {
    return Tags.of("host", host);
  }

  private double state(String host) {
    HostCircuit circuit = circuits.get(host);
    return circuit == null ? 0 : circuit.state().shown();
  }
}
