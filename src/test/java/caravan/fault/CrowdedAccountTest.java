package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettableClock;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.poll.schedule.Deadlines;
import caravan.routes.PollingTest;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import caravan.state.ScopeState;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

/**
 * The vendor allows five requests a second for each account and refuses what comes on top. An
 * account with many instances has all its polls due at once: they take turns, and none is refused.
 */
@QuarkusTest
class CrowdedAccountTest extends PollingTest {

  private static final String API = Simulator.TENCENT_CLIENT_CONNECTIONS;
  private static final Instant SLOT = Instant.parse("2026-03-01T12:00:00Z");

  @Inject Deadlines deadlines;
  @Inject ProducerTemplate polls;
  @Inject Clock clock;

  private Poll poll(int instance) {
    Scope scope = scope(api(API), "crowd", "ap-guangzhou", null, "crowd-" + instance, null);
    return new Poll(scope, SLOT, SLOT, new ScopeState(), deadlines);
  }

  @Test
  void pollsOfOneAccountStayBelowItsLimit() throws InterruptedException, ExecutionException {
    // Given: a first poll has loaded what the first poll of all loads.
    ((SettableClock) clock).set(SLOT);
    simulator.answerAlways(
        call -> true,
        call ->
            Answer.of(200, "{\"Response\":{\"TotalCount\":0,\"Clients\":[],\"RequestId\":\"r\"}}"));
    polls.requestBody("direct:poll-" + API, poll(0));
    ExecutorService threads = Executors.newFixedThreadPool(12);
    List<Poll> due = IntStream.rangeClosed(1, 12).mapToObj(this::poll).toList();
    List<Callable<Object>> work = new ArrayList<>();
    due.forEach(poll -> work.add(() -> polls.requestBody("direct:poll-" + API, poll)));

    // When
    for (Future<Object> end : threads.invokeAll(work)) {
      end.get();
    }
    threads.shutdown();

    // Then
    for (Poll poll : due) {
      assertEquals("complete", poll.report().status(), poll::toString);
    }
    assertEquals(13, simulator.calls(API).size());
    assertTrue(simulator.highestRate(API) <= 5, () -> "" + simulator.highestRate(API));
    assertTrue(simulator.highestRate(API) >= 2, "the limit is used");
  }
}
