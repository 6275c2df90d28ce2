package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.state.ScopeState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnedPartitionTest {

  private final OwnedPartition partition = new OwnedPartition(3);

  @Test
  void lossReachesEveryScope() {
    ScopeState known = new ScopeState();
    partition.open(Map.of("known", known), null);
    ScopeState made = partition.memory("made");
    assertFalse(made.lost());
    partition.lose();
    assertTrue(known.lost());
    assertTrue(made.lost());
    assertFalse(partition.isOpen());
  }

  /** A poll may begin just while another replica takes over. */
  @Test
  void scopeThatIsAskedForAfterTheLossIsLost() {
    partition.open(Map.of(), null);
    partition.lose();
    assertTrue(partition.memory("late").lost());
  }

  @Test
  void lostPartitionIsNotOpenedAgain() {
    partition.lose();
    assertFalse(partition.open(Map.of(), null));
    assertFalse(partition.beginOpening(true, System.nanoTime()));
  }

  @Test
  void partitionIsOpenedOnceAtATime() {
    assertTrue(partition.beginOpening(true, System.nanoTime()));
    assertFalse(partition.beginOpening(true, System.nanoTime()));
  }

  @Test
  void unwantedPartitionStaysClosedUntilItIsWanted() {
    assertTrue(partition.beginOpening(false, System.nanoTime()));
    partition.idle();
    assertFalse(partition.beginOpening(false, System.nanoTime()));
    assertTrue(partition.beginOpening(true, System.nanoTime()));
  }

  @Test
  void failureIsNewsOnceAndRememberedUntilItOpens() {
    assertTrue(partition.beginOpening(true, System.nanoTime()));
    assertTrue(partition.notOpened("no leader"));
    assertEquals("no leader", partition.problem());
    assertFalse(partition.beginOpening(true, System.nanoTime()), "it waits before it tries again");
    assertFalse(partition.notOpened("no leader"));
    partition.open(Map.of(), null);
    assertNull(partition.problem());
  }
}
