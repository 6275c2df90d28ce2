package caravan.poll.schedule;

import caravan.model.Scope;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.OwnedScopes.PartitionOpened;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.QuotaKey;
import caravan.poll.RequestTurns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;
import org.jboss.logging.Logger;

/**
 * Due polls that wait for a thread, in one line per account and API. Lines take turns, so nobody
 * waits behind the many polls of another account. An account and API may hold as many threads as it
 * leaves free: half of them when alone, a third each when two are slow; all accounts of an endpoint
 * together three quarters. A poll gets its thread when its first request may be sent soon. What
 * ends without a request does not wait for a thread of the others.
 */
@Singleton
@Named("pollQueue")
@Priority(25)
public final class PollQueue implements AttemptGate {

  private static final Logger LOG = Logger.getLogger(PollQueue.class);

  /** Longest wait for the first token that a thread is spent on; longer than a tick. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** Polls of one account and API that wait for their first token with a thread. */
  private static final int NEWCOMERS = 4;

  /** A host may hold so many threads for each that it leaves free: it serves other accounts too. */
  private static final int HOST_SHARE = 3;

  /** A poll, and the route that runs it. */
  private record Waiting(Poll poll, String route) {}

  /** A poll that has got its thread. */
  record Start(PollQueue queue, String route, Poll poll) implements Runnable {

    @Override
    public void run() {
      try {
        queue.run(route, poll);
      } finally {
        queue.ended(poll);
      }
    }
  }

  private final Schedule schedule;
  private final RequestTurns turns;
  private final int threads;
  private final Executor pool;
  private final BiConsumer<String, Poll> runner;
  private final Map<QuotaKey, Deque<Waiting>> lines = new LinkedHashMap<>();
  private final Map<Object, Integer> held = new HashMap<>();
  private final Map<QuotaKey, Set<Poll>> newcomers = new HashMap<>();
  private final Deque<Waiting> over = new ArrayDeque<>();
  private int running;
  private int ending;
  private int waiting;

  @Inject
  public PollQueue(
      PollSettings settings,
      Schedule schedule,
      RequestTurns turns,
      MeterRegistry registry,
      @Named("polls") ExecutorService pool,
      ProducerTemplate routes) {
    this(
        schedule,
        turns,
        settings.threads(),
        pool,
        (route, poll) ->
            routes.send(
                route, ExchangePattern.InOnly, exchange -> exchange.getMessage().setBody(poll)));
    Gauge.builder("caravan.polls.waiting", this, PollQueue::waiting)
        .description("Due polls that wait for a thread")
        .register(registry);
    Gauge.builder("caravan.polls.running", this, PollQueue::running)
        .description("Polls that have a thread")
        .register(registry);
  }

  PollQueue(
      Schedule schedule,
      RequestTurns turns,
      int threads,
      Executor pool,
      BiConsumer<String, Poll> runner) {
    this.schedule = schedule;
    this.turns = turns;
    this.threads = threads;
    this.pool = pool;
    this.runner = runner;
  }

  /** Polls that wait for their partition start when it opens, not with the tick after it. */
  void opened(@Observes PartitionOpened opened) {
    for (String api : schedule.apis()) {
      schedule.due(api).forEach(poll -> add(poll, "direct:poll-" + api));
    }
  }

  /** Takes in a poll that is due; its scope has no other here. */
  public synchronized void add(Poll poll, String route) {
    lines
        .computeIfAbsent(QuotaKey.of(poll.scope()), key -> new ArrayDeque<>())
        .add(new Waiting(poll, route));
    waiting++;
    startSome();
  }

  /** Ends what waits in vain and starts what has its turn by now; called with each tick. */
  public synchronized void dispatch() {
    removeOverdue();
    startSome();
  }

  private void startSome() {
    boolean started = true;
    while (started) {
      started = false;
      for (QuotaKey key : List.copyOf(lines.keySet())) {
        if (mayStart(key, lines.get(key).element().poll())) {
          start(key);
          started = true;
        }
      }
    }
  }

  /** Due polls that wait for a thread. */
  synchronized int waiting() {
    return waiting;
  }

  /** Polls that have a thread. */
  synchronized int running() {
    return running;
  }

  private boolean mayStart(QuotaKey key, Poll poll) {
    Scope scope = poll.scope();
    int free = threads - running;
    int others = newcomers.getOrDefault(key, Set.of()).size();
    return held.getOrDefault(key, 0) < free
        && held.getOrDefault(scope.origin(), 0) < HOST_SHARE * free
        && others < NEWCOMERS
        && (turns.timeToTurn(scope, others).compareTo(SOON) <= 0 || turns.isPausedFor(poll));
  }

  private void start(QuotaKey key) {
    // Back in at the end, if at all: the others have their turn first.
    Deque<Waiting> line = lines.remove(key);
    Waiting next = line.remove();
    if (!line.isEmpty()) {
      lines.put(key, line);
    }
    waiting--;
    Poll poll = schedule.starting(next.poll());
    running++;
    held.merge(key, 1, Integer::sum);
    held.merge(poll.scope().origin(), 1, Integer::sum);
    newcomers.computeIfAbsent(key, unused -> new HashSet<>()).add(poll);
    execute(new Start(this, next.route(), poll));
  }

  private void run(String route, Poll poll) {
    try {
      runner.accept(route, poll);
    } catch (RuntimeException failure) {
      // The routes report whatever fails in them; this is one that could not be reached.
      LOG.errorf("poll scope=%s could not run: %s", poll.scope(), failure.getClass().getName());
    }
  }

  /** The first request of a poll has had its turn: another newcomer may wait for one. */
  @Override
  public synchronized Permit enter(Attempt attempt) {
    if (noLongerNew(attempt.poll())) {
      startSome();
    }
    return Permit.NONE;
  }

  private synchronized void ended(Poll poll) {
    running--;
    leave(QuotaKey.of(poll.scope()));
    leave(poll.scope().origin());
    noLongerNew(poll);
    startSome();
  }

  private void leave(Object key) {
    held.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }

  private boolean noLongerNew(Poll poll) {
    QuotaKey key = QuotaKey.of(poll.scope());
    Set<Poll> polls = newcomers.get(key);
    if (polls == null || !polls.remove(poll)) {
      return false;
    }
    if (polls.isEmpty()) {
      newcomers.remove(key);
    }
    return true;
  }

  private void removeOverdue() {
    for (Iterator<Deque<Waiting>> all = lines.values().iterator(); all.hasNext(); ) {
      Deque<Waiting> line = all.next();
      for (Iterator<Waiting> each = line.iterator(); each.hasNext(); ) {
        Waiting one = each.next();
        if (schedule.isOver(one.poll())) {
          each.remove();
          over.add(one);
        }
      }
      if (line.isEmpty()) {
        all.remove();
      }
    }
    while (ending < PollThreads.ENDING && ending < over.size()) {
      ending++;
      execute(this::endAll);
    }
  }

  /** The route does not ask for a page any more: it publishes the failure, or abandons the poll. */
  private void endAll() {
    for (Waiting one = nextOver(); one != null; one = nextOver()) {
      run(one.route(), one.poll());
    }
  }

  private synchronized Waiting nextOver() {
    Waiting next = over.poll();
    if (next == null) {
      ending--;
    } else {
      waiting--;
    }
    return next;
  }

  private void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("the threads of the polls are gone, the service has stopped");
    }
  }

  /** Ends what still waits, before the routes stop; the schedule has heard of it by then. */
  void stopping(@Observes @Priority(Integer.MAX_VALUE) CamelContextStoppingEvent event) {
    List<Waiting> left = new ArrayList<>();
    synchronized (this) {
      lines.values().forEach(left::addAll);
      lines.clear();
      left.addAll(over);
      over.clear();
      waiting = 0;
    }
    left.forEach(one -> run(one.route(), one.poll()));
  }
}
