package caravan.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NoncesTest {

  @Test
  void noTwoAreEqualWhateverTheThread() {
    // Given
    Nonces nonces = new Nonces();

    // When
    List<String> drawn =
        IntStream.range(0, 50_000).parallel().mapToObj(i -> nonces.next()).toList();

    // Then
    assertEquals(50_000, Set.copyOf(drawn).size());
  }

  @Test
  void processesHaveOthers() {
    // When
    List<String> first = Stream.generate(() -> new Nonces().next()).limit(1_000).toList();

    // Then
    assertEquals(1_000, new HashSet<>(first).size());
  }

  @Test
  void formIsThatOfARandomUuid() {
    // Given
    Nonces nonces = new Nonces();

    for (int i = 0; i < 100; i++) {
      // When
      UUID nonce = UUID.fromString(nonces.next());

      // Then
      assertEquals(4, nonce.version());
      assertEquals(2, nonce.variant());
      assertTrue(nonce.toString().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    }
  }
}
