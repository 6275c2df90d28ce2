package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Scope;
import caravan.poll.sign.Skews;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The machine's clock is twenty minutes late, or early, and every vendor refuses its signatures.
 * The first refusal tells the vendor's time, the second request carries it, and so does every one
 * after it: polls are whole, and the difference is to be seen. The vendors check signature and date
 * here as they are documented to.
 */
@QuarkusTest
class ClockTest extends FaultTest {

  @Inject Skews skews;

  /** Meters outlive the application that a test class before this one has started. */
  @BeforeEach
  void nothingIsKnownOfAnyClock() {
    skews.retainScopes(List.of());
    meters.find("caravan.clock.skew").gauges().forEach(meters::remove);
  }

  static Stream<Arguments> skews() {
    return Stream.of(ONE_OF_EACH)
        .flatMap(api -> Stream.of(Arguments.of(api, -20), Arguments.of(api, 20)));
  }

  @ParameterizedTest
  @MethodSource("skews")
  void clockThatIsTwentyMinutesOff(String api, int minutes) {
    // Given
    Known known = known(api);
    skews.retainScopes(List.of(known.scope()));
    double refused = requests(api, "authentication");
    Instant wrong = Instant.now().plus(Duration.ofMinutes(minutes));

    // When
    Published first = pollAt(known.scope(), wrong);
    int asked = simulator.calls().size();
    Published second = pollAt(known.scope(), wrong.plusSeconds(60));

    // Then
    assertComplete(first);
    assertComplete(second);
    assertTrue(asked <= 2, () -> asked + " requests");
    assertEquals(asked + 1, simulator.calls().size(), "the correction stays");
    assertEquals(refused + asked - 1, requests(api, "authentication"));
    double skew =
        meters.get("caravan.clock.skew").tag("endpoint", known.scope().host()).gauge().value();
    assertEquals(-60.0 * minutes, skew, 90);
    assertTrue(ready("clock").contains("skewed " + known.scope().host()), () -> ready("clock"));
    assertTrue(ready("clock").contains("UP"));
    assertTrue(!ready("accounts").contains(known.scope().target().account().name()));
    assertOthersArePolled();
  }

  /**
   * The vendor insists on a clock of its own that its answers do not show: after one correction the
   * second refusal stands, and the account is suspended instead of asked with for ever.
   */
  @Test
  void refusalThatTheCorrectionDoesNotCure() {
    // Given
    Scope scope = scripted(Simulator.ALIBABA_ONLINE_CLIENTS);
    simulator.answerAlways(
        call -> true,
        call -> Answer.of(400, "{\"Code\":\"InvalidTimeStamp.Expired\",\"Message\":\"late\"}"));
    Instant wrong = Instant.now().plus(Duration.ofHours(3));

    // When
    Published published = pollAt(scope, wrong);
    int asked = simulator.calls().size();
    Published next = pollAt(scope, wrong.plusSeconds(30));

    // Then
    assertFailed(published, "authentication", "InvalidTimeStamp.Expired", 2);
    assertEquals(2, asked);
    assertFailed(next, "authentication", "account_suspended", 1);
    assertEquals(2, simulator.calls().size());
    assertOthersArePolled();
  }
}
