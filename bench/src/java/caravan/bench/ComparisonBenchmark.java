package caravan.bench;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.event.Observation;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.Scope;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.PollTime;
import caravan.poll.compare.Snapshots;
import caravan.poll.normalize.Splitter;
import caravan.poll.page.PageReader;
import caravan.state.ScopeState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Comparing what a poll of 2,000 connections of a VPN gateway saw with what is known, marker and
 * checkpoint included. An operation is one row. {@code first} knows nothing, so every row is an
 * event; in {@code steady} one row of a hundred has changed. What is known does not change between
 * operations.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class ComparisonBenchmark {

  private static final int ROWS = 2_000;
  private static final Instant LATER = Connections.SLOT.plusSeconds(60);
  private static final PollTime TIME = () -> LATER.plusMillis(500);

  private final Snapshots snapshots = new Snapshots();
  private final Answers answers = new Answers(Fixtures.HUAWEI);
  private final Scope scope = answers.scope();
  private final ScopeState known = new ScopeState();
  private Page plain;
  private List<Observation> before;
  private List<Observation> after;

  /** Makes both lists, and remembers the first. */
  @Setup
  public void prepare() throws PageFailure {
    String text = new String(answers.body(ROWS), StandardCharsets.UTF_8);
    plain = page(text);
    before = observations(plain);
    String changed =
        IntStream.range(0, ROWS)
            .mapToObj(
                number -> {
                  String row = answers.row(number);
                  return number % 100 == 0
                      ? row.replace("\"inbound_bytes\":", "\"inbound_bytes\":1")
                      : row;
                })
            .collect(Collectors.joining(","));
    int from = text.indexOf('[') + 1;
    after =
        observations(page(text.substring(0, from) + changed + text.substring(text.indexOf(']'))));
    Poll first = walked(new Poll(scope, Connections.SLOT, Connections.SLOT, known, TIME), before);
    snapshots.compare(first);
    snapshots.remember(first);
    int all = first().outcome().events().size();
    int few = steady().outcome().events().size();
    if (all != ROWS + 1 || few != ROWS / 100 + 1) {
      throw new IllegalStateException(all + " and " + few + " events");
    }
  }

  private Page page(String body) throws PageFailure {
    Poll poll =
        new Poll(
            scope,
            Connections.SLOT,
            Connections.SLOT,
            new ScopeState(),
            () -> Connections.SLOT.plusMillis(187));
    return new PageReader(SettingsFixture.settings(PollSettings.class))
        .read(poll, Begun.reply(200, body.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Observation> observations(Page page) {
    Poll poll = new Poll(scope, Connections.SLOT, Connections.SLOT, new ScopeState(), TIME);
    new Splitter(SettingsFixture.settings(PollSettings.class))
        .split(Begun.begun(poll, null, answers.normalizer()), page);
    return new ArrayList<>(poll.walk().observations());
  }

  private Poll walked(Poll poll, List<Observation> seen) {
    poll.walk().asked();
    poll.walk().received(plain);
    for (Observation one : seen) {
      poll.walk().countRow();
      poll.walk().observe(one);
    }
    poll.walk().advance(null);
    return poll;
  }

  /** Everything is new. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Poll first() {
    Poll poll = new Poll(scope, Connections.SLOT, Connections.SLOT, new ScopeState(), TIME);
    snapshots.compare(walked(poll, before));
    return poll;
  }

  /** One of a hundred has changed. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Poll steady() {
    Poll poll = new Poll(scope, LATER, LATER, known, TIME);
    snapshots.compare(walked(poll, after));
    return poll;
  }
}
