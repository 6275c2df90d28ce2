package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Knowns;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectCodecTest {

  private final SubjectCodec form = new SubjectCodec(Knowns.connection("c-1").subject());
  private final CompactWriter packer = new CompactWriter();

  static Stream<SubjectState> everything() {
    return Stream.concat(Knowns.carried(), Knowns.extreme());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void whatWasPackedComesBackEqual(SubjectState known) {
    // When
    byte[] packed = form.pack(known, packer);

    // Then
    assertEquals(known, form.known(packed));
    assertEquals(known.subject(), form.subject(packed));
    assertEquals(new Incarnation(known.identity(), known.scheduledAt()), form.incarnation(packed));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void subjectIsFoundByItsOwnPathOnly(SubjectState known) {
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
    SubjectState usual = Knowns.connection("c-1");
    int usually = form.pack(usual, packer).length;
    int elsewhere = new SubjectCodec("elsewhere").pack(usual, packer).length;
    assertTrue(usually + 60 < elsewhere, () -> usually + " of " + elsewhere);
  }
}
