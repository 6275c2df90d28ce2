package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session of 8 s with a heartbeat each second. */
class HeartbeatsTest {

  private static final String GROUP = "consumer-coordinator-metrics";

  private final AtomicLong time = new AtomicLong(-40_000_000_000L);
  private final AtomicInteger answers = new AtomicInteger();
  private final Metrics metrics = new Metrics();
  private final Heartbeats heartbeats =
      new Heartbeats(Duration.ofSeconds(8), Duration.ofSeconds(1), time::get);

  @BeforeEach
  void follow() {
    metrics.addMetric(
        metrics.metricName("heartbeat-total", GROUP), (Measurable) (config, now) -> answers.get());
    metrics.addMetric(
        metrics.metricName("last-heartbeat-seconds-ago", GROUP), (Measurable) (config, now) -> 0);
    heartbeats.follow(metrics.metrics().values());
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  /** Time passes, with a look five times a second. */
  private void pass(int millis) {
    for (int left = millis; left > 0; left -= 200) {
      time.addAndGet(200_000_000L);
      heartbeats.heardAt();
    }
  }

  @Test
  void memberThatIsAnsweredIsNeitherStaleNorLost() {
    for (int second = 0; second < 60; second++) {
      pass(1_000);
      answers.incrementAndGet();
      assertFalse(heartbeats.areStale());
      assertFalse(heartbeats.areLost());
    }
  }

  /** Others may have its partitions after 8 s at the earliest. */
  @Test
  void silenceIsLostOneHeartbeatBeforeTheSessionEnds() {
    answers.incrementAndGet();
    pass(7_000);
    assertFalse(heartbeats.areLost());
    pass(200);
    assertTrue(heartbeats.areStale());
    assertTrue(heartbeats.areLost());
    assertEquals(Duration.ofSeconds(7), heartbeats.limit());
  }

  @Test
  void answerAfterSilenceEndsIt() {
    pass(7_200);
    answers.incrementAndGet();
    pass(200);
    assertFalse(heartbeats.areStale());
  }

  /** An answer that is found after a standstill may have come before it. */
  @Test
  void standstillIsStaleUntilTheGroupAnswersAgain() {
    pass(1_000);
    answers.incrementAndGet();
    time.addAndGet(9_000_000_000L);
    assertTrue(heartbeats.areStale());
    assertFalse(heartbeats.areLost(), "the group could not be heard");
    pass(1_000);
    assertFalse(heartbeats.areLost());
    answers.incrementAndGet();
    pass(200);
    assertFalse(heartbeats.areStale());
  }

  @Test
  void silenceAfterAStandstillIsLost() {
    time.addAndGet(9_000_000_000L);
    pass(2_400);
    assertTrue(heartbeats.areLost());
  }

  @Test
  void answerCountsFromTheLookBefore() {
    pass(1_000);
    long before = time.get();
    answers.incrementAndGet();
    time.addAndGet(200_000_000L);
    assertEquals(before, heartbeats.heardAt());
  }
}
