package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.kafka.Replica;
import caravan.state.ScopeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetirementGuardTest {

  private static final Replica SELF = new Replica("production", "a1b2c3");

  private final RetirementGuard guard = new RetirementGuard(Optional.empty());

  private static Map<String, ScopeState> missing(int count, String writer) {
    Map<String, ScopeState> missing = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      ScopeState state = new ScopeState();
      state.writtenBy(writer);
      missing.put(writer + " " + i, state);
    }
    return missing;
  }

  private static RetirementGuard.Standing alone(long targets) {
    return new RetirementGuard.Standing(SELF, Set.of(SELF), true, 1, targets);
  }

  private static int ended(
      RetirementGuard guard, Map<String, ScopeState> missing, RetirementGuard.Standing standing) {
    return guard.mayEnd(List.copyOf(missing.keySet()), missing, standing).size();
  }

  /** How many scopes are missing, of how many that the targets still name, and how many end. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 1",
    "1, 0, 1",
    "5, 5, 5",
    "10, 2, 10",
    "10, 30, 10",
    "20, 80, 20",
    "200, 800, 200",
    "12, 2, 0",
    "11, 11, 0",
    "11, 30, 0",
    "21, 80, 0",
    "201, 800, 0"
  })
  void manyAtOnceAreKept(int missing, int targets, int ended) {
    assertEquals(ended, ended(guard, missing(missing, "production"), alone(targets)));
    assertEquals(ended == 0 ? missing : 0, guard.kept());
    assertEquals(ended == 0, guard.problem().isPresent());
  }

  @Test
  void fewAreSharedBetweenReplicas() {
    Map<String, ScopeState> four = missing(4, "production");
    assertEquals(
        4, ended(guard, four, new RetirementGuard.Standing(SELF, Set.of(SELF), true, 0.4, 4)));
    assertEquals(
        0, ended(guard, four, new RetirementGuard.Standing(SELF, Set.of(SELF), true, 0.3, 4)));
  }

  @Test
  void confirmationIsForOneDigest() {
    RetirementGuard confirmed = new RetirementGuard(Optional.of("a1b2c3"));
    assertEquals(50, ended(confirmed, missing(50, "laptop"), alone(3)));
    RetirementGuard before = new RetirementGuard(Optional.of("000000"));
    assertEquals(0, ended(before, missing(50, "production"), alone(3)));
    assertEquals(
        Optional.of(
            "50 of 53 scopes are missing from the targets, too many to end unasked; if they are"
                + " meant to end, set caravan.retire-confirm=a1b2c3"),
        before.problem());
  }

  @Test
  void whatAnotherInstallationWroteIsKept() {
    // Given
    Map<String, ScopeState> both = missing(1, "production");
    both.putAll(missing(40, "laptop"));

    // Then
    assertEquals(List.of("production 0"), guard.mayEnd(List.copyOf(both.keySet()), both, alone(4)));
    assertEquals(40, guard.kept());
    assertTrue(guard.problem().orElseThrow().startsWith("another installation wrote"));
  }

  /** Older versions did not say who they are. */
  @Test
  void whatAnOlderVersionWroteIsOurs() {
    assertEquals(1, ended(guard, missing(1, null), alone(4)));
  }

  @Test
  void nothingEndsWhileAMemberShowsSomethingElse() {
    for (Replica other :
        List.of(new Replica("production", "d4e5f6"), new Replica("laptop", "a1b2c3"))) {
      assertEquals(
          0,
          ended(
              new RetirementGuard(Optional.of("a1b2c3")),
              missing(1, "production"),
              new RetirementGuard.Standing(SELF, Set.of(SELF, other), true, 1, 9)));
    }
  }

  /** The targets have just changed here, and the group shares its partitions anew. */
  @Test
  void nothingEndsBeforeTheGroupHasHeardOfTheTargets() {
    Replica before = new Replica("production", "000000");
    assertEquals(
        0,
        ended(
            guard,
            missing(1, "production"),
            new RetirementGuard.Standing(SELF, Set.of(before), true, 1, 9)));
    assertEquals(Optional.empty(), guard.problem());
    assertEquals(
        0,
        ended(
            guard,
            missing(1, "production"),
            new RetirementGuard.Standing(SELF, Set.of(Replica.UNKNOWN), true, 1, 9)));
    assertTrue(guard.problem().isPresent());
  }

  /** What is not read yet may be the larger part. */
  @Test
  void nothingEndsWhileAPartitionIsNotLoaded() {
    assertEquals(
        0,
        ended(
            guard,
            missing(1, "production"),
            new RetirementGuard.Standing(SELF, Set.of(SELF), false, 1, 9)));
  }

  @Test
  void reasonIsLoggedOnceAndForgottenWhenNothingIsMissing() {
    try (LogLines lines = LogLines.of(RetirementGuard.class)) {
      ended(guard, missing(50, "production"), alone(3));
      ended(guard, missing(50, "production"), alone(3));
      assertEquals(1, lines.all().size());
      assertTrue(lines.all().get(0).startsWith("nothing ends in scopes=50: 50 of 53 scopes"));
      ended(guard, missing(0, "production"), alone(3));
      assertEquals(Optional.empty(), guard.problem());
      assertEquals(0, guard.kept());
    }
  }
}
