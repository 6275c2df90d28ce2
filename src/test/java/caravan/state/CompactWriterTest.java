package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Ids;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactWriterTest {

  private final CompactWriter out = new CompactWriter();

  private CompactReader in() {
    return new CompactReader(out.packed());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 63, 64, -64, 127, 128, 1L << 35, Long.MAX_VALUE, Long.MIN_VALUE})
  void numbersComeBack(long number) {
    // Given
    out.signed(number);
    out.unsigned(number);
    out.optional(Long.valueOf(number));
    out.optional(Integer.valueOf((int) number));

    // When
    CompactReader in = in();

    // Then
    assertEquals(number, in.signed());
    assertEquals(number, in.unsigned());
    assertEquals(number, in.optionalLong());
    assertEquals((int) number, in.optionalInteger());
  }

  @Test
  void nullsComeBack() {
    // Given
    out.optional((Long) null);
    out.optional((Integer) null);
    out.optional((Boolean) null);
    out.instant(null);
    out.text(null);
    out.hash(null, "sha256:");

    // When
    CompactReader in = in();

    // Then
    assertNull(in.optionalLong());
    assertNull(in.optionalInteger());
    assertNull(in.optionalBoolean());
    assertNull(in.instant());
    assertNull(in.text());
    assertNull(in.hash("sha256:"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-01-31T23:59:00.250Z",
        "2026-01-31T23:59:00.250000001Z",
        "1969-12-31T23:59:59.999999999Z"
      })
  void instantsComeBackAndWhatIsNearIsShort(String text) {
    // Given
    Instant instant = Instant.parse(text);
    out.instant(instant);
    int first = out.packed().length;
    out.instant(instant);
    out.instant(instant.plusSeconds(1));

    // When
    CompactReader in = in();

    // Then
    assertEquals(instant, in.instant());
    int behindTheFirst = in.at();
    assertEquals(first, behindTheFirst);
    assertEquals(instant.plusSeconds(1), in.instant());
    assertTrue(in.at() - behindTheFirst <= 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "peer", "client.address", "é", "用户", "😀", "\ud800", "\u0000"})
  void textsComeBack(String text) {
    out.text(text);
    out.text("between");
    out.text(text);
    CompactReader in = in();
    assertEquals(text, in.text());
    assertEquals("between", in.text());
    assertEquals(text, in.text());
  }

  @Test
  void wordsAndRepeatedTextsTakeTwoBytesAtMost() {
    out.text("client_aggregate");
    out.text("a longer text");
    int once = out.packed().length;
    out.text("client_aggregate");
    out.text("a longer text");
    out.text("a longer text");
    assertTrue(once <= 2 + 1 + "a longer text".length());
    assertTrue(out.packed().length <= once + 2);
  }

  @Test
  void hashIsKeptAsItsBytesAndAnyOtherTextAsItIs() {
    // Given
    String hash = "sha256:" + Ids.sha256("a");
    out.hash(hash, "sha256:");
    int length = out.packed().length;
    out.hash(hash, "sha256:");
    out.hash("no hash", "sha256:");

    // When
    CompactReader in = in();

    // Then
    assertEquals(33, length);
    assertEquals(hash, in.hash("sha256:"));
    assertEquals("no hash", in.hash("sha256:"));
  }
}
