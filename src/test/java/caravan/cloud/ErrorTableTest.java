package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Reasons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTableTest {

  private static final Api API = Fixtures.api(Fixtures.CTYUN);

  private static final ErrorTable TABLE =
      new ErrorTable(
          """
          PERMISSION Auth.Denied
          CLOCK Auth.Late
          AUTHENTICATION Auth*
          TRANSIENT Busy
          """);

  @Test
  void codeKeepsItsMessageAndStatus() {
    assertEquals(
        PollErrors.of(Reasons.VENDOR_ERROR, "Busy", "try later", 200, true),
        TABLE.error(API, "Busy", "try later", 200));
  }

  @ParameterizedTest
  @CsvSource({
    "Auth.Denied, permission_denied, false",
    "Auth.Late, authentication, true",
    "Auth.Else, authentication, false",
    "Auth, authentication, false",
    "Authentic, authentication, false"
  })
  void firstRowThatFitsDecides(String code, String reason, boolean retryable) {
    PollError error = TABLE.error(API, code, null, 200);
    assertEquals(reason, error.reason());
    assertEquals(retryable, error.retryable());
  }

  @ParameterizedTest
  @CsvSource({"Busy.Very", "busy", "NotBusy", "Aut"})
  void codeWithoutAStarFitsOnlyItself(String code) {
    PollError error = TABLE.error(API, code, null, 200);
    assertEquals(Reasons.VENDOR_ERROR, error.reason());
    assertEquals(code, error.code());
    assertFalse(error.retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "200, vendor_error, false",
    "400, vendor_error, false",
    "401, authentication, false",
    "403, permission_denied, false",
    "404, vendor_error, false",
    "408, timeout, true",
    "429, throttled, true",
    "500, vendor_error, true",
    "503, vendor_error, true"
  })
  void unknownCodeIsJudgedByTheStatus(int status, String reason, boolean retryable) {
    // When
    PollError error = TABLE.error(API, "Strange", "odd", status);

    // Then
    assertEquals(PollErrors.of(reason, "Strange", "odd", status, retryable), error);
  }

  @Test
  void knownCodeWinsOverTheStatus() {
    assertTrue(TABLE.error(API, "Busy", null, 400).retryable());
    assertEquals(Reasons.PERMISSION, TABLE.error(API, "Auth.Denied", null, 500).reason());
  }

  @Test
  void missingCodeIsReplacedByTheStatus() {
    assertEquals("http_500", TABLE.error(API, "", "odd", 500).code());
    assertEquals("http_200", TABLE.error(API, "", "odd", 200).code());
  }
}
