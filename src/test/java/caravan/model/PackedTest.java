package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedTest {

  private final Packed form = new Packed(Knowns.connection("c-1").subject());
  private final Packer packer = new Packer();

  static Stream<Known> everything() {
    return Stream.concat(Knowns.carried(), Knowns.extreme());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void whatWasPackedComesBackEqual(Known known) {
    // When
    byte[] packed = form.pack(known, packer);

    // Then
    assertEquals(known, form.known(packed));
    assertEquals(known.subject(), form.subject(packed));
    assertEquals(
        new Memory.Life(
            known.incarnation(), known.revision(), known.contentHash(), known.scheduledAt()),
        form.life(packed));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void subjectIsFoundByItsOwnPathOnly(Known known) {
    // When
    byte[] packed = form.pack(known, packer);

    // Then
    assertTrue(form.is(packed, known.subject()));
    assertFalse(form.is(packed, known.subject() + "x"));
    assertFalse(form.is(packed, "x" + known.subject()));
  }

  @Test
  void packerIsAsNewForTheNextSubject() {
    byte[] first = form.pack(Knowns.connection("c-1"), packer);
    form.pack(Knowns.connection("c-2"), packer);
    assertEquals(first.length, form.pack(Knowns.connection("c-1"), packer).length);
  }

  /** What a million subjects take depends on it. */
  @Test
  void connectionTakesFewBytes() {
    form.pack(Knowns.connection("c-1"), packer);
    int bytes = form.pack(Knowns.connection("c-2"), packer).length;
    assertTrue(bytes < 200, () -> "bytes: " + bytes);
  }

  @Test
  void pathThatBeginsAsTheOthersDoTakesLess() {
    Known usual = Knowns.connection("c-1");
    int usually = form.pack(usual, packer).length;
    int elsewhere = new Packed("elsewhere").pack(usual, packer).length;
    assertTrue(usually + 60 < elsewhere, () -> usually + " of " + elsewhere);
  }
}
