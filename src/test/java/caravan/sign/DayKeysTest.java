package caravan.sign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.model.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayKeysTest {

  private static final Credential CREDENTIAL = new Credential("id", "secret", null);

  private final DayKeys keys = new DayKeys();
  private final List<String> derived = new ArrayList<>();

  private void sign(Credential credential, String day, String service) {
    String key = credential.secretAccessKey() + day + service;
    byte[] signature =
        keys.sha256(
            credential,
            day,
            service,
            () -> {
              derived.add(key);
              return key.getBytes(StandardCharsets.UTF_8);
            },
            "text");
    assertArrayEquals(Hmac.sha256(key, "text"), signature);
  }

  @Test
  void keyIsDerivedOnceForADay() {
    // When
    sign(CREDENTIAL, "2026-01-31", "mongodb");
    sign(new Credential("id", "secret", "token"), "2026-01-31", "mongodb");

    // Then
    assertEquals(List.of("secret2026-01-31mongodb"), derived);
  }

  @Test
  void equalSecretReadAgainIsTheSameSecret() {
    // When
    sign(CREDENTIAL, "2026-01-31", "mongodb");
    sign(new Credential("id", new String("secret".toCharArray()), null), "2026-01-31", "mongodb");

    // Then
    assertEquals(1, derived.size());
  }

  @Test
  void anotherDayServiceOrSecretHasAnotherKey() {
    // When
    sign(CREDENTIAL, "2026-01-31", "mongodb");
    sign(CREDENTIAL, "2026-02-01", "mongodb");
    sign(CREDENTIAL, "2026-02-01", "redis");
    sign(new Credential("id", "rotated", null), "2026-02-01", "mongodb");
    sign(new Credential("other", "rotated", null), "2026-02-01", "mongodb");

    // Then
    assertEquals(5, derived.size());
  }

  @Test
  void clearedKeysAreDerivedAgain() {
    // When
    sign(CREDENTIAL, "2026-01-31", "mongodb");
    keys.clear();
    sign(CREDENTIAL, "2026-01-31", "mongodb");

    // Then
    assertEquals(2, derived.size());
  }

  @Test
  void numberOfKeysIsBounded() {
    // When
    for (int account = 0; account < 1_500; account++) {
      sign(new Credential("id-" + account, "secret", null), "2026-01-31", "mongodb");
    }

    // Then
    assertEquals("DayKeys[500]", keys.toString());
  }
}
