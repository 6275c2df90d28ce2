package caravan.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fuzz target, without a fuzzer: what it starts from, and one finding that is looked at. */
class SeedsTest {

  static List<String> targets() {
    return FuzzTargets.names();
  }

  /** A target whose seeds are all refused would have to find its way in first. */
  @ParameterizedTest
  @MethodSource("targets")
  void seedsAreNoFindingsAndSomeAreTaken(String name) throws Exception {
    FuzzTarget target = FuzzTargets.target(name);
    boolean any = false;
    for (byte[] seed : target.seeds()) {
      any |= target.takes(seed.clone());
    }
    assertTrue(any, "no seed of " + name + " is taken");
  }

  @Test
  void inputsWithNothingInThemAreNoFindings() throws Exception {
    for (String name : targets()) {
      FuzzTarget target = FuzzTargets.target(name);
      target.takes(new byte[0]);
      target.takes(new byte[64]);
    }
  }

  /** They are found by their names, so a few are named here, lest none be found. */
  @Test
  void targetsAreFound() {
    assertTrue(
        targets()
            .containsAll(
                List.of(
                    "caravan.ChainFuzz", "caravan.poll.page.PageFuzz", "caravan.cloud.RecordFuzz")),
        () -> targets().toString());
  }

  /** The input of {@code -Dcaravan.fuzz.input}, for the target of {@code -Dcaravan.fuzz.target}. */
  @Test
  void givenInputIsNoFinding() throws Exception {
    String input = System.getProperty("caravan.fuzz.input", "");
    assumeTrue(!input.isEmpty(), "no input is given");
    FuzzTargets.target(System.getProperty("caravan.fuzz.target"))
        .takes(Files.readAllBytes(Path.of(input)));
  }
}
