package caravan.bench;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.cloud.Normalizer;
import caravan.event.Observation;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.Scope;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.normalize.Splitter;
import caravan.poll.page.PageReader;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From an answer's bytes to observations, on an answer of 200 rows. An operation is one row.
 *
 * <p>{@code parse} is the step {@code page}: proves the answer well formed and finds its rows.
 * {@code parseAndRows} parses the rows besides, which the product does while it splits. {@code
 * normalize} turns one parsed row into an observation. {@code split} is the step {@code split} over
 * an answer that was parsed: rows, secrets looked for, limits, normalizing, and taking the
 * observations into a new poll.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class PageBenchmark {

  private static final int ROWS = 200;

  /** Ids of the APIs that list rows. */
  @Param({Fixtures.TENCENT, Fixtures.ALIBABA, Fixtures.HUAWEI, Fixtures.CTYUN})
  public String api;

  private final PageReader reader = new PageReader(SettingsFixture.settings(PollSettings.class));
  private final Splitter splitter = new Splitter(SettingsFixture.settings(PollSettings.class));
  private Scope scope;
  private Normalizer normalizer;
  private byte[] body;
  private Page page;
  private List<ObjectNode> rows;
  private Observation.Place place;

  /** Makes the answer. */
  @Setup
  public void prepare() throws PageFailure {
    Answers answers = new Answers(api);
    scope = answers.scope();
    normalizer = answers.normalizer();
    body = answers.body(ROWS);
    page = parse();
    rows = new ArrayList<>();
    page.rows().forEach(row -> rows.add((ObjectNode) row));
    place = new Observation.Place(0, 0, page.requestId(), page.observedAt());
    if (rows.size() != ROWS || split().walk().observations().size() != ROWS) {
      throw new IllegalStateException(rows.size() + " rows, " + split().walk().letters());
    }
  }

  private Poll poll() {
    return new Poll(scope, Connections.SLOT, Connections.SLOT, new ScopeState(), Instant::now);
  }

  /** Envelope and place of the rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Page parse() throws PageFailure {
    return reader.read(poll(), Begun.reply(200, body));
  }

  /** Envelope and rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int parseAndRows() throws PageFailure {
    int members = 0;
    for (JsonNode row : parse().rows()) {
      members += row.size();
    }
    return members;
  }

  /** Rows to observations, without anything around it. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int normalize() {
    int length = 0;
    for (ObjectNode row : rows) {
      length += normalizer.normalize(row, scope, place).contentHash().length();
    }
    return length;
  }

  /** The whole step. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Poll split() {
    Poll poll = poll();
    splitter.split(Begun.begun(poll, null, normalizer), page);
    return poll;
  }
}
