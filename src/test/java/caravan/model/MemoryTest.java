package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private final Memory memory = new Memory();

  /** Subjects {@code from}, up to, not including, {@code to} live. */
  private Set<String> see(int from, int to) {
    Set<String> seen = new TreeSet<>();
    for (int i = from; i < to; i++) {
      String subject = "subject-" + i;
      memory.live(subject, new Memory.Life(Fixtures.SLOT, 1, "sha256:"));
      seen.add(subject);
    }
    return seen;
  }

  private int known(int of) {
    int known = 0;
    for (int i = 0; i < of; i++) {
      known += memory.life("subject-" + i) == null ? 0 : 1;
    }
    return known;
  }

  @Test
  void pollThatProvedNothingForgetsNothingOfTheOrdinarySize() {
    memory.keepAtLeast(see(0, 1000));
    memory.keepAtLeast(see(1000, 1010));
    memory.keepAtLeast(Set.of());
    assertEquals(1010, known(1010));
  }

  @Test
  void subjectsThatOnlyComeByDoNotFillTheMemory() {
    for (int poll = 0; poll < 1000; poll++) {
      // When
      memory.keepAtLeast(see(poll * 10, poll * 10 + 10));

      // Then
      assertNotNull(memory.life("subject-" + (poll * 10 + 9)));
    }
    assertTrue(known(10_000) <= 1020, () -> known(10_000) + " known");
  }

  @Test
  void manySubjectsOfALastCompletePollAreKept() {
    // Given
    memory.keepOnly(see(0, 5000));
    memory.complete(new Memory.Complete("id", Fixtures.SLOT, Fixtures.READ, 5000, "sha256:"));

    // When
    memory.keepAtLeast(see(5000, 5001));

    // Then
    assertEquals(5001, known(5001));
  }

  @Test
  void onlyTheSubjectsOfACompletePollAreKept() {
    see(0, 3);
    memory.keepOnly(Set.of("subject-1"));
    assertNull(memory.life("subject-0"));
    assertNotNull(memory.life("subject-1"));
  }
}
