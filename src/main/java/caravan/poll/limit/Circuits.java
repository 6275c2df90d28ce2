package caravan.poll.limit;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Reasons;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.Poll;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Named;
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
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;

/**
 * One circuit per endpoint host. While a host cannot be reached, its polls fail at once and say
 * why, instead of holding threads and running into time-outs. An HTTP answer of any kind, also one
 * of a gateway that cannot go on, says that the host is there.
 */
@Singleton
@Named("circuits")
public final class Circuits implements ScopeAware {

  /** Codes of requests that were not sent for reasons of this side. */
  private static final Set<String> UNSENT = Set.of("foreign_host", "unusable_file");

  private final Clock clock;
  private final MeterRegistry registry;
  private final DoubleSupplier chance;
  private final Map<String, HostCircuit> circuits = new ConcurrentHashMap<>();
  private final Map<Poll, HostCircuit> passed = new ConcurrentHashMap<>();

  /** With the clock that pauses are timed by, and the registry that shows the states. */
  @Inject
  public Circuits(Clock clock, MeterRegistry registry) {
    this(clock, registry, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** With chance, from 0 to below 1. */
  Circuits(Clock clock, MeterRegistry registry, DoubleSupplier chance) {
    this.clock = clock;
    this.registry = registry;
    this.chance = chance;
  }

  /**
   * Lets the next request of a poll pass, unless its host cannot be reached.
   *
   * @throws PageFailure when it cannot; the poll has failed with {@code circuit_open}
   */
  public void pass(@ExchangeProperty("poll") Poll poll) throws PageFailure {
    HostCircuit circuit = circuits.computeIfAbsent(host(poll.scope()), this::shown);
    if (circuit.admits()) {
      passed.put(poll, circuit);
      return;
    }
    // Not as a failed attempt, which would be asked for again: nobody has to ask within the slot.
    poll.fail(
        PollError.of(Failure.TRANSPORT, "circuit_open", circuit.problem(), null)
            .at(poll.cursor().page(), Math.max(1, poll.failedAttempts())));
    throw new PageFailure(poll.error(), null);
  }

  /** The request of the poll was answered. */
  public void answered(@ExchangeProperty("poll") Poll poll) {
    HostCircuit circuit = passed.remove(poll);
    if (circuit != null) {
      circuit.answered();
    }
  }

  /** The request of the poll failed, or none was sent. */
  public void failed(
      @ExchangeProperty("poll") Poll poll,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
    HostCircuit circuit = passed.remove(poll);
    if (circuit == null) {
      return;
    }
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
      circuit.silent(false, why(poll.failedAttempt()));
    } else {
      circuit.unused();
    }
  }

  @Override
  public void keepOnly(Collection<Scope> scopes) {
    circuits.keySet().retainAll(scopes.stream().map(Circuits::host).collect(Collectors.toSet()));
  }

  /** Begins anew, as after a start. */
  void forget() {
    circuits.clear();
    passed.clear();
  }

  /** Circuits that are not closed. */
  Collection<HostCircuit> notClosed() {
    return circuits.values().stream().filter(circuit -> circuit.state() != 0).toList();
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
    Gauge.builder("caravan.circuit.state", this, one -> one.state(host))
        .description("0 closed, 1 half open, 2 open")
        .tag("host", host)
        .register(registry);
    return new HostCircuit(host, clock, chance);
  }

  private double state(String host) {
    HostCircuit circuit = circuits.get(host);
    return circuit == null ? 0 : circuit.state();
  }

  /** The host a scope is asked at, with its scheme. */
  public static String host(Scope scope) {
    return scope.endpoint().getScheme() + "://" + scope.host();
  }
}
