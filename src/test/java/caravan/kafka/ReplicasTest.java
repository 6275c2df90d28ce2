package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Test;

class ReplicasTest {

  private static final Replica ANNA = new Replica("production", "a1b2c3");
  private static final Replica BORIS = new Replica("laptop é", "d4e5f6");

  @Test
  void whatIsAppendedIsRead() {
    ByteBuffer kafkas = new CooperativeStickyAssignor().subscriptionUserData(Set.of());
    ByteBuffer data = Replicas.append(kafkas, List.of(ANNA, BORIS, ANNA));
    assertEquals(Set.of(ANNA, BORIS), Replicas.read(data));
    assertEquals(kafkas.getInt(0), data.getInt(0), "what Kafka's assignor reads");
    assertEquals(Set.of(ANNA), Replicas.read(Replicas.append(null, Set.of(ANNA))));
  }

  @Test
  void memberThatShowsNothingIsUnknown() {
    Set<Replica> unknown = Set.of(Replica.UNKNOWN);
    assertEquals(unknown, Replicas.read(null));
    assertEquals(unknown, Replicas.read(ByteBuffer.allocate(0)));
    assertEquals(
        unknown, Replicas.read(new CooperativeStickyAssignor().subscriptionUserData(Set.of())));
    assertEquals(unknown, Replicas.read(ByteBuffer.allocate(400)));
  }

  @Test
  void dataThatIsCutOffOrForgedIsUnknown() {
    ByteBuffer data = Replicas.append(null, Set.of(ANNA));
    for (int start = 1; start < data.limit(); start++) {
      data.position(start);
      assertEquals(Set.of(Replica.UNKNOWN), Replicas.read(data.slice()));
    }
    ByteBuffer forged = Replicas.append(null, Set.of(new Replica("a\nb", "c")));
    assertEquals(Set.of(new Replica("a b", "c")), Replicas.read(forged));
  }

  @Test
  void noMoreIsToldThanFits() {
    List<Replica> many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Replica("x".repeat(100), "targets " + i))
            .collect(Collectors.toList());
    assertEquals(20, Replicas.read(Replicas.append(null, many)).size());
  }

  @Test
  void otherInstallationIsReportedOnce() {
    Replicas replicas = new Replicas("production");
    assertTrue(replicas.show("a1b2c3"));
    assertFalse(replicas.show("a1b2c3"));
    assertEquals(ANNA, replicas.own());
    try (LogLines lines = LogLines.of(Replicas.class)) {
      replicas.told(Set.of(ANNA));
      assertEquals(List.of(), lines.all());
      replicas.told(Set.of(ANNA, BORIS));
      replicas.told(Set.of(ANNA, BORIS));
      assertEquals(1, lines.all().size());
      assertTrue(lines.all().get(0).contains("installation laptop é"), lines.all()::toString);
    }
  }
}
