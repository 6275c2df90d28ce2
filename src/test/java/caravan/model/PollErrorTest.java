package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.json.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollErrorTest {

  private static PollError error(String code, String message, Integer status) {
    return PollErrors.of("vendor_error", code, message, status, false);
  }

  private static String json(PollError error) {
    JsonText out = new JsonText(64);
    error.write(out);
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource({"100, true", "599, true", "99, false", "600, false", "999, false"})
  void statusThatHttpDoesNotKnowIsNotStated(int status, boolean stated) {
    assertEquals(
        "{\"attempts\":1,\"class\":\"vendor_error\",\"code\":\"c\","
            + (stated ? "\"http_status\":" + status + "," : "")
            + "\"message\":\"m\",\"page\":0,\"retryable\":false}",
        json(error("c", "m", status)));
  }

  @Test
  void textWithoutBoundIsCut() {
    PollError error = error("c".repeat(2_000_000), "m".repeat(2_000_000), 200);
    assertEquals(256, error.code().length());
    assertEquals(1024, error.message().length());
    assertEquals(error, error(error.code(), error.message(), 200));
  }

  @Test
  void textIsCutBetweenCharacters() {
    PollError error =
        error("c".repeat(255) + "\ud83d\ude80", "m".repeat(1023) + "\ud83d\ude80", 200);
    assertEquals("c".repeat(255), error.code());
    assertEquals("m".repeat(1023), error.message());
    assertEquals(2, error("\ud83d\ude80", null, 200).code().length());
  }
}
