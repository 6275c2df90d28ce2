package caravan.poll.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.poll.compare.Scenario.Fault;
import caravan.poll.compare.Scenario.Happening;
import caravan.poll.compare.Scenario.Step;
import caravan.poll.compare.World.Act;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Thousands of histories, each held to what was really there: rows that come, go, change and move
 * while pages are read, totals that lie, polls that fail, are lost or find nothing, restarts.
 */
class ModelTest {

  /** A failure prints its seed and its history, made as short as can be. */
  private static final String SEED = "20260131";

  @Property(tries = 4000, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void whatIsPublishedIsWhatHappened(@ForAll("scenarios") Scenario scenario) {
    new History(scenario, false).live();
  }

  @Property(tries = 500, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void restartsLeaveNoTrace(@ForAll("scenarios") Scenario scenario) {
    assertEquals(new History(scenario, true).live(), new History(scenario, false).live());
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Combinators.combine(
            Arbitraries.of(Vendor.class),
            Arbitraries.of(0, 1, 2, 2, 3, 100),
            Arbitraries.of(-1, -1, 0, 2),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(1, 3),
            steps().list().ofMinSize(1).ofMaxSize(14))
        .as(Scenario::new);
  }

  private static Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.of(0, 0, 0, 1, 5),
            happenings().list().ofMaxSize(5),
            faults(),
            Arbitraries.of(0, 0, 1, 2),
            Arbitraries.of(false, false, false, false, true),
            Arbitraries.of(false, false, true))
        .as(Step::new);
  }

  private static Arbitrary<Fault> faults() {
    return Arbitraries.frequency(
        Tuple.of(10, Fault.NONE),
        Tuple.of(2, Fault.ERROR),
        Tuple.of(4, Fault.NOT_FOUND),
        Tuple.of(1, Fault.BROKEN_RECORD),
        Tuple.of(1, Fault.WRONG_TOTAL),
        Tuple.of(1, Fault.ALWAYS_WRONG_TOTAL),
        Tuple.of(1, Fault.LATE));
  }

  private static Arbitrary<Happening> happenings() {
    return Combinators.combine(
            Arbitraries.of(
                Act.ADD_LAST,
                Act.ADD_LAST,
                Act.ADD_LAST,
                Act.ADD_FIRST,
                Act.REMOVE,
                Act.CHANGE,
                Act.REPLACE,
                Act.MOVE_LAST),
            Arbitraries.integers().between(0, Scenario.SUBJECTS - 1),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(0, 0, 0, 0, 1, 2, 3))
        .as(Happening::new);
  }
}
