package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import org.junit.jupiter.api.Test;

class CredentialTest {

  @Test
  void tokenMakesACredentialTemporary() {
    assertTrue(new Credential("id", "secret", "token").temporary());
    assertFalse(new Credential("id", "secret", null).temporary());
    assertFalse(new Credential("id", "secret", "").temporary());
  }

  @Test
  void textFormShowsNoPart() {
    assertEquals("Credential[permanent]", new Credential("id", "secret", null).toString());
    assertEquals("Credential[temporary]", new Credential("id", "secret", "token").toString());
  }

  @Test
  void missingPartIsRefusedByName() {
    assertEquals(
        "accessKeyId",
        assertThrows(NullPointerException.class, () -> new Credential(null, "s", null))
            .getMessage());
    assertEquals(
        "secretAccessKey",
        assertThrows(NullPointerException.class, () -> new Credential("id", null, null))
            .getMessage());
  }

  @Test
  void whatHoldsACredentialDoesNotShowIt() {
    // Given
    Target target = Fixtures.target(Fixtures.HUAWEI).build();

    // When
    String text =
        target + " " + target.account() + " " + Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI));

    // Then
    assertFalse(text.contains(Fixtures.SECRET));
    assertFalse(text.contains(Fixtures.TOKEN));
  }

  /** A vendor may repeat a request in its answer, and the log of a step shows what it is given. */
  @Test
  void pageDoesNotShowWhatTheVendorSaid() {
    Page page = Fixtures.page(3, "{\"echo\":\"" + Fixtures.TOKEN + "\"}");
    assertEquals("Page[3, status 200]", page.toString());
    assertFalse(new Page.Taken(page, 1, 1).toString().contains(Fixtures.TOKEN));
  }
}
