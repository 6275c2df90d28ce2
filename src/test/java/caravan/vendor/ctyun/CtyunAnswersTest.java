package caravan.vendor.ctyun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.PollError;
import caravan.model.PollErrors;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CtyunAnswersTest {

  private final CtyunAnswers answers = new CtyunAnswers();

  private PollError error(int status, String envelope) {
    return answers.error(status, Fixtures.json(envelope));
  }

  @ParameterizedTest
  @ValueSource(strings = {"800", "\"800\""})
  void statusCode800IsASuccessAsNumberAndAsText(String code) {
    assertNull(error(200, "{\"statusCode\":" + code + ",\"message\":\"SUCCESS\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "900, 200, vendor_error, true",
    "'\"900\"', 200, vendor_error, true",
    "900, 500, vendor_error, true",
    "'\"CTAPI_10009\"', 200, authentication, false",
    "'\"CTAPI_10009\"', 401, authentication, false",
    "'\"CTAPI_10002\"', 400, authentication, false",
    "'\"CTAPI_10000\"', 200, vendor_error, false",
    "'\"CTAPI_99999\"', 403, permission_denied, false",
    "'\"CTAPI_99999\"', 404, vendor_error, false",
    "'\"CTAPI_99999\"', 500, vendor_error, true",
    "200, 200, vendor_error, false",
    "10000, 200, vendor_error, false",
    "100000, 200, vendor_error, false",
    "'\"CTAPI_99999\"', 429, throttled, true"
  })
  void anythingElseIsAFailure(String code, int status, String reason, boolean retryable) {
    assertEquals(
        PollErrors.of(reason, code.replace("\"", ""), "what happened", status, retryable),
        error(status, "{\"statusCode\":" + code + ",\"message\":\"what happened\"}"));
  }

  @Test
  void gatewaysAnswerIsReadAsItWasRecorded() {
    assertEquals(
        PollErrors.of(
            "authentication",
            "CTAPI_10009",
            "ctyun-EOP: signature verification failed",
            200,
            false),
        error(
            200,
            "{\"requestId\":\"r\",\"error\":\"10009\",\"code\":\"10009\",\"message\":\"ctyun-EOP:"
                + " signature verification failed\",\"eopErrCode\":\"10009\",\"statusCode\":"
                + "\"CTAPI_10009\",\"returnObj\":{}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"statusCode\":900,\"message\":\"m\",\"description\":\"d\",\"error\":\"e\"}', m",
    "'{\"statusCode\":900,\"message\":null,\"description\":\"d\",\"error\":\"e\"}', d",
    "'{\"statusCode\":900,\"message\":\" \",\"error\":\"e\"}', e",
    "'{\"statusCode\":900}',"
  })
  void firstTextThatSaysSomethingIsTheMessage(String envelope, String message) {
    assertEquals(message, error(200, envelope).message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "errorCode"})
  void whatIsNotFoundIsNotAskedForAgain(String member) {
    String envelope =
        "{\"statusCode\":900,\"message\":\"m\",\"" + member + "\":\"Openapi.Instance.NotFound\"}";
    assertEquals(PollErrors.of("vendor_error", "900", "m", 200, false), error(200, envelope));
  }

  @ParameterizedTest
  @CsvSource({
    "403, '\u8bf7\u6c42\u8fc7\u4e8e\u9891\u7e41', throttled, true",
    "403, '\u63a5\u53e3\u9650\u6d41', throttled, true",
    "503, Rate LIMIT reached, throttled, true",
    "503, Too many requests, throttled, true",
    "429, anything, throttled, true",
    "403, not yours, permission_denied, false",
    "503, maintenance, vendor_error, true",
    "400, Too many requests, vendor_error, false"
  })
  void wordsTellThrottlingWhereTheStatusFits(
      int status, String message, String reason, boolean retryable) {
    assertEquals(
        PollErrors.of(reason, "CTAPI_1", message, status, retryable),
        error(status, "{\"statusCode\":\"CTAPI_1\",\"message\":\"" + message + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"statusCode\":null}", "{\"statusCode\":\"\"}", "{\"returnObj\":{}}"})
  void successfulStatusWithoutAStatusCodeIsNotASuccess(String envelope) {
    assertEquals(
        PollErrors.of(
            "vendor_error", "unexpected_answer", "the answer has no statusCode", 200, false),
        error(200, envelope));
  }

  @Test
  void statusCode800WithAnotherStatusIsLeftToTheStatus() {
    assertNull(error(500, "{\"statusCode\":800}"));
  }

  @Test
  void statusWithoutABodyIsLeftToTheStatus() {
    assertNull(answers.error(502, MissingNode.getInstance()));
    assertNull(error(404, "{}"));
  }

  @Test
  void status429WithoutABodyIsThrottling() {
    assertEquals(
        PollErrors.of("throttled", "http_429", null, 429, true),
        answers.error(429, MissingNode.getInstance()));
  }
}
