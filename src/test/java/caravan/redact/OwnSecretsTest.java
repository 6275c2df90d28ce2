package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import caravan.Fixtures;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class OwnSecretsTest {

  private final Redaction redaction =
      Redaction.of(Fixtures.target(Fixtures.TENCENT).build().account());

  @Test
  void secretsAreTakenOutOfNamesAndValuesAtAnyDepth() {
    // Given
    String encoded =
        Base64.getEncoder().encodeToString(Fixtures.SECRET.getBytes(StandardCharsets.UTF_8));
    JsonNode row =
        Fixtures.json(
            "{\"a\":[{\"b\":{\"of "
                + Fixtures.TOKEN
                + "\":1}},\"is "
                + encoded
                + "\"],\"n\":null,\"c\":1.5}");

    // When
    JsonNode clean = redaction.applyToRow(row);

    // Then
    assertEquals(
        Fixtures.json(
            "{\"a\":[{\"b\":{\"of [redacted]\":1}},\"is [redacted]\"],\"n\":null,\"c\":1.5}"),
        clean);
  }

  @Test
  void rowWithoutSecretsStaysAsItIs() {
    JsonNode row = Fixtures.json("{\"IP\":\"10.0.0.1\",\"roles\":[{\"db\":\"orders\"}]}");
    assertSame(row, redaction.applyToRow(row));
  }
}
