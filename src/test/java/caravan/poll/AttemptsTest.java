package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.model.Scope;
import caravan.observe.RequestMeters;
import caravan.observe.trace.TraceDispatcher;
import caravan.observe.trace.TraceListener;
import caravan.observe.trace.TraceListener.Answered;
import caravan.observe.trace.TraceListener.Failed;
import caravan.observe.trace.TraceListener.Sent;
import caravan.poll.limit.AccountSettings;
import caravan.poll.limit.Circuits;
import caravan.poll.limit.CredentialGuard;
import caravan.poll.limit.Limits;
import caravan.poll.limit.MemoryLimiter;
import caravan.poll.limit.RateLimiter;
import caravan.poll.limit.Retries;
import caravan.poll.limit.RowLimiter;
import caravan.poll.page.Pages;
import caravan.poll.sign.Skews;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.annotation.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever throws while an attempt is made, every permit hears its end once, and nothing that the
 * gates of the service hold is lost. The account's key may have one request under way, and the
 * attempt is the probe of a circuit that was open.
 */
class AttemptsTest {

  private static final Duration PAUSE_OVER = Duration.ofMinutes(3);
  private static final PollError REFUSED_CONNECTION =
      PollError.of(Failure.TRANSPORT, "connection_refused", "m", null);
  private static final PollError REFUSED_SIGNATURE =
      PollError.of(Failure.AUTHENTICATION, "SignatureFailure", "m", 401);

  /** More memory than every poll has to itself. */
  private static final int LARGE = 1024 * 1024;

  /** When something throws. */
  enum Moment {
    ENTER,
    SENDING,
    ANSWERED,
    ACCEPTED,
    FAILED
  }

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Owned owned = new Owned();
  private final AtomicInteger credentialsRead = new AtomicInteger();
  private final List<Heard> permits = new ArrayList<>();
  private final List<AttemptGate> ended = new ArrayList<>();
  private Consumer<Integer> whenRead = times -> {};
  private long nanos;

  private final PollSettings settings =
      SettingsFixture.settings(PollSettings.class, "caravan.poll.retry-delay", "0s");
  private final RateLimiter rates =
      Limits.rate(new Owned(), registry, () -> nanos, waited -> nanos += waited);
  private final CredentialGuard credentials =
      new CredentialGuard(
          SettingsFixture.settings(AccountSettings.class), clock, clock, owned, registry);
  private final Circuits circuits = new Circuits(clock, clock, registry);
  private final RowLimiter rows = new RowLimiter(settings);
  private final MemoryLimiter memory = new MemoryLimiter(settings, owned, registry);
  private final TraceDispatcher tracing = new TraceDispatcher(clock);

  /** As the service sorts them. */
  private final List<AttemptGate> real =
      Stream.of(
              rates,
              credentials,
              circuits,
              rows,
              memory,
              tracing,
              new Retries(settings),
              new Pages(settings),
              new Skews(clock, clock.guard(), registry),
              new RequestMeters(registry))
          .map(AttemptGate.class::cast)
          .sorted(Comparator.comparingInt(AttemptsTest::priority).reversed())
          .toList();

  private static int priority(AttemptGate gate) {
    return gate.getClass().getAnnotation(Priority.class).value();
  }

  /** Notes what becomes of the permits of another gate. */
  private final class Heard implements Permit {

    private final AttemptGate gate;
    private final Permit permit;
    private int ends;

    Heard(AttemptGate gate, Permit permit) {
      this.gate = gate;
      this.permit = permit;
    }

    @Override
    public void sending(Request request) {
      permit.sending(request);
    }

    @Override
    public void answered(Reply reply) {
      permit.answered(reply);
    }

    @Override
    public void accepted(Page page) {
      end();
      permit.accepted(page);
    }

    @Override
    public void failed(PollError error) {
      end();
      permit.failed(error);
    }

    private void end() {
      ends++;
      ended.add(gate);
    }
  }

  private AttemptGate heard(AttemptGate gate) {
    return attempt -> {
      Heard permit = new Heard(gate, gate.enter(attempt));
      permits.add(permit);
      return permit;
    };
  }

  /** Throws at one moment of every attempt. */
  private record Thrower(Moment moment, Throwable failure) implements AttemptGate {

    @Override
    public Permit enter(Attempt attempt) {
      at(Moment.ENTER);
      return new Permit() {
        @Override
        public void sending(Request request) {
          at(Moment.SENDING);
        }

        @Override
        public void answered(Reply reply) {
          at(Moment.ANSWERED);
        }

        @Override
        public void accepted(Page page) {
          at(Moment.ACCEPTED);
        }

        @Override
        public void failed(PollError error) {
          at(Moment.FAILED);
        }
      };
    }

    private void at(Moment now) {
      if (now == moment) {
        raise(failure);
      }
    }
  }

  /** Somebody watches, and what is watched throws. */
  private record ThrowingWitness(Moment moment) implements TraceListener {

    @Override
    public boolean watches(Poll poll) {
      return true;
    }

    @Override
    public int maxBodyBytes() {
      return 100;
    }

    @Override
    public void sent(Poll poll, Sent request) {
      at(Moment.SENDING);
    }

    @Override
    public void answered(Poll poll, Answered answer) {
      at(Moment.ANSWERED);
    }

    @Override
    public void failed(Poll poll, Failed failure) {
      at(Moment.FAILED);
    }

    private void at(Moment now) {
      if (now == moment) {
        throw new StackOverflowError();
      }
    }
  }

  private static void raise(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private final Account account =
      new Account(
          "test-account",
          "huawei_cloud",
          "1250000000",
          null,
          () -> {
            whenRead.accept(credentialsRead.incrementAndGet());
            return new Credential("key-id", Fixtures.SECRET, Fixtures.TOKEN);
          });
  private final Scope scope = Fixtures.target(Fixtures.HUAWEI).account(account).scope();

  private Poll poll() {
    return new Poll(scope, clock.instant(), clock.instant(), new ScopeState(), clock::instant);
  }

  @BeforeEach
  void probeIsDue() throws PageFailure {
    // So little of the vendor's patience is this replica's.
    owned.follows(() -> 0);
    new Gates(rates).pass(poll());
    Gates unreachable = new Gates(circuits);
    for (int i = 0; i < 10; i++) {
      Poll poll = poll();
      unreachable.pass(poll);
      unreachable.failed(poll, REFUSED_CONNECTION);
    }
    assertEquals(2, circuit());
    clock.advance(PAUSE_OVER);
    credentialsRead.set(0);
  }

  private double circuit() {
    Gauge state = registry.get("caravan.circuit.state").tag("host", scope.origin()).gauge();
    return state.value();
  }

  /** Makes one attempt as the route does; null is answered with a page. */
  private void attempt(Gates gates, PollError answer) {
    Poll poll = poll();
    try {
      gates.failed(poll, failure(gates, poll, answer));
      assertAllEnded();
    } finally {
      poll.close();
    }
  }

  /** What a step of the page threw, as Camel hands it over; an error is no exception. */
  private static Exception failure(Gates gates, Poll poll, PollError answer) {
    try {
      gates.pass(poll);
      gates.sending(poll);
      assertTrue(poll.heldMemory().growAnswer(LARGE, Duration.ZERO));
      gates.answered(poll, Map.of("Date", "Sun, 01 Feb 2026 00:00:00 GMT"));
      if (answer != null) {
        return new PageFailure(answer, null);
      }
      gates.accepted(poll);
      assertTrue(poll.heldMemory().growRows(LARGE));
      return new IllegalStateException("behind the page");
    } catch (Exception failure) {
      return failure;
    } catch (Error error) {
      return new CamelExecutionException("error", null, error);
    }
  }

  private void assertAllEnded() {
    for (Heard permit : permits) {
      assertEquals(1, permit.ends, () -> permit.gate.toString());
    }
  }

  private void assertNothingIsHeld() throws PageFailure {
    assertAllEnded();
    List<AttemptGate> entered = new ArrayList<>(permits.stream().map(one -> one.gate).toList());
    Collections.reverse(entered);
    assertEquals(entered, ended);
    assertEquals(rows.size(), rows.free());
    assertEquals(0, memory.held());
    assertEquals(0, registry.get("caravan.budget.waiting").gauge().value());
    // A probe that failed has opened the circuit again; any other leaves it to the next.
    clock.advance(PAUSE_OVER);
    Poll probe = poll();
    assertDoesNotThrow(() -> new Gates(circuits).pass(probe));
    probe.close();
    // It would have to wait for one that is under way, and not do so, because it is lost.
    whenRead = times -> {};
    Poll next = poll();
    next.memory().lose();
    Gates guard = new Gates(credentials);
    assertDoesNotThrow(() -> guard.pass(next));
    next.close();
  }

  static Stream<Arguments> throwers() {
    return IntStream.rangeClosed(0, 10)
        .boxed()
        .flatMap(
            position ->
                Stream.of(Moment.values())
                    .flatMap(
                        moment ->
                            Stream.of(new IllegalStateException("thrown"), new StackOverflowError())
                                .map(failure -> arguments(position, moment, failure))));
  }

  @ParameterizedTest
  @MethodSource("throwers")
  void gateThatThrowsLosesNothing(int position, Moment moment, Throwable failure) throws Exception {
    // Given
    List<AttemptGate> gates = new ArrayList<>(real);
    gates.add(position, new Thrower(moment, failure));
    Gates all = new Gates(gates.stream().map(this::heard).toList());

    // When
    attempt(all, moment == Moment.FAILED ? REFUSED_CONNECTION : null);

    // Then
    assertEquals(moment == Moment.ENTER ? position : real.size() + 1, permits.size());
    assertNothingIsHeld();
  }

  private Gates allReal() {
    return new Gates(real.stream().map(this::heard).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"SENDING", "ANSWERED", "FAILED"})
  void witnessThatThrowsLosesNothing(Moment moment) throws PageFailure {
    tracing.add(new ThrowingWitness(moment));
    attempt(allReal(), moment == Moment.FAILED ? REFUSED_CONNECTION : null);
    assertEquals(real.size(), permits.size());
    assertNothingIsHeld();
  }

  /** Credentials are read when an attempt enters, and again when they were refused. */
  @ParameterizedTest
  @MethodSource("readings")
  void credentialsThatThrowLoseNothing(int reading, Throwable failure) throws PageFailure {
    // Given
    owned.follows(() -> 1);
    whenRead =
        times -> {
          if (times == reading) {
            raise(failure);
          }
        };

    // When
    try {
      attempt(allReal(), reading == 1 ? null : REFUSED_SIGNATURE);
    } catch (UncheckedFailure | StackOverflowError unforeseen) {
      // Not even the failure could be noted: Camel ends the exchange.
      assertEquals(failure, unforeseen);
    }

    // Then: the refusal has suspended the account, so a probe is due after that pause.
    owned.follows(() -> 0);
    clock.advance(Duration.ofDays(1));
    assertNothingIsHeld();
  }

  static Stream<Arguments> readings() {
    return IntStream.rangeClosed(1, 4)
        .boxed()
        .flatMap(
            reading ->
                Stream.of(new UncheckedFailure(), new StackOverflowError())
                    .map(failure -> arguments(reading, failure)));
  }

  /** No exception that anybody expects of credentials. */
  private static final class UncheckedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void attemptWhosePageCannotBeTakenHasEndedBefore() throws PageFailure {
    attempt(allReal(), null);
    assertEquals(real.size(), permits.size());
    assertEquals(0, circuit());
    assertNothingIsHeld();
  }

  /** A step outside of the page fails, or Camel ends the exchange: nobody has said how it ended. */
  @ParameterizedTest
  @EnumSource(names = {"ENTER", "SENDING", "ANSWERED"})
  void attemptThatNobodyEndsIsEndedWithItsPoll(Moment last) throws PageFailure {
    Gates gates = allReal();
    Poll poll = poll();
    gates.pass(poll);
    if (last != Moment.ENTER) {
      gates.sending(poll);
    }
    if (last == Moment.ANSWERED) {
      gates.answered(poll, Map.of());
    }
    poll.close();
    assertEquals(real.size(), permits.size());
    assertNothingIsHeld();
  }
}
