package caravan.cloud.ctyun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.Failure;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CtyunErrorsTest {

  private final CtyunErrors answers = new CtyunErrors();

  private PollError error(int status, String envelope) {
    return answers.error(Fixtures.api(Fixtures.CTYUN), status, Fixtures.json(envelope));
  }

  @ParameterizedTest
  @ValueSource(strings = {"800", "\"800\""})
  void statusCode800IsASuccessAsNumberAndAsText(String code) {
    assertNull(error(200, "{\"statusCode\":" + code + ",\"message\":\"SUCCESS\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "900, 200, BUSINESS",
    "'\"900\"', 200, BUSINESS",
    "900, 500, BUSINESS",
    "'\"CTAPI_10009\"', 200, AUTHENTICATION",
    "'\"CTAPI_10009\"', 401, AUTHENTICATION",
    "'\"CTAPI_10002\"', 400, AUTHENTICATION",
    "'\"CTAPI_10000\"', 200, UNKNOWN",
    "'\"CTAPI_99999\"', 403, PERMISSION",
    "'\"CTAPI_99999\"', 404, UNKNOWN",
    "'\"CTAPI_99999\"', 500, TRANSIENT",
    "200, 200, UNKNOWN",
    "10000, 200, UNKNOWN",
    "100000, 200, UNKNOWN",
    "'\"CTAPI_99999\"', 429, THROTTLED"
  })
  void anythingElseIsAFailure(String code, int status, Failure failure) {
    assertEquals(
        PollError.of(failure, code.replace("\"", ""), "what happened", status),
        error(status, "{\"statusCode\":" + code + ",\"message\":\"what happened\"}"));
  }

  @Test
  void gatewaysAnswerIsReadAsItWasRecorded() {
    assertEquals(
        PollError.of(
            Failure.AUTHENTICATION, "CTAPI_10009", "ctyun-EOP: signature verification failed", 200),
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
    assertEquals(PollError.of(Failure.BAD_REQUEST, "900", "m", 200), error(200, envelope));
  }

  @ParameterizedTest
  @CsvSource({
    "403, '\u8bf7\u6c42\u8fc7\u4e8e\u9891\u7e41', THROTTLED",
    "403, '\u63a5\u53e3\u9650\u6d41', THROTTLED",
    "503, Rate LIMIT reached, THROTTLED",
    "503, Too many requests, THROTTLED",
    "429, anything, THROTTLED",
    "403, not yours, PERMISSION",
    "503, maintenance, TRANSIENT",
    "400, Too many requests, UNKNOWN"
  })
  void wordsTellThrottlingWhereTheStatusFits(int status, String message, Failure failure) {
    assertEquals(
        PollError.of(failure, "CTAPI_1", message, status),
        error(status, "{\"statusCode\":\"CTAPI_1\",\"message\":\"" + message + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"statusCode\":null}", "{\"statusCode\":\"\"}", "{\"returnObj\":{}}"})
  void successfulStatusWithoutAStatusCodeIsNotASuccess(String envelope) {
    assertEquals(
        PollError.of(Failure.UNREADABLE, "unexpected_answer", "the answer has no statusCode", 200),
        error(200, envelope));
  }

  @Test
  void statusCode800WithAnotherStatusIsLeftToTheStatus() {
    assertNull(error(500, "{\"statusCode\":800}"));
  }

  @Test
  void statusWithoutABodyIsLeftToTheStatus() {
    assertNull(answers.error(Fixtures.api(Fixtures.CTYUN), 502, MissingNode.getInstance()));
    assertNull(error(404, "{}"));
  }

  @Test
  void status429WithoutABodyIsThrottling() {
    assertEquals(
        PollError.of(Failure.THROTTLED, "http_429", null, 429),
        answers.error(Fixtures.api(Fixtures.CTYUN), 429, MissingNode.getInstance()));
  }
}
