package caravan.cloud.huawei;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.Failure;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuaweiErrorsTest {

  private final HuaweiErrors answers = new HuaweiErrors();

  @ParameterizedTest
  @CsvSource({
    "APIGW.0308, 429, THROTTLED",
    "APIG.0308, 429, THROTTLED",
    "APIGW.0308, 400, THROTTLED",
    "APIGW.0999, 429, THROTTLED",
    "APIGW.0301, 401, AUTHENTICATION",
    "APIG.0301, 401, AUTHENTICATION",
    "APIGW.0303, 401, AUTHENTICATION",
    "APIGW.0305, 401, AUTHENTICATION",
    "APIGW.0302, 403, PERMISSION",
    "APIGW.0306, 403, PERMISSION",
    "APIGW.0402, 403, PERMISSION",
    "APIGW.0101, 404, BAD_REQUEST",
    "APIGW.0201, 502, TRANSIENT",
    "APIGW.0201, 504, TRANSIENT",
    "APIGW.0999, 500, TRANSIENT",
    "APIGW.0999, 400, UNKNOWN"
  })
  void gatewaysErrorIsRead(String code, int status, Failure failure) {
    String envelope =
        "{\"error_code\":\"" + code + "\",\"error_msg\":\"what happened\",\"request_id\":\"r\"}";
    assertEquals(
        PollError.of(failure, code, "what happened", status),
        answers.error(Fixtures.api(Fixtures.HUAWEI), status, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @CsvSource({
    "VPN.0001, 400, BAD_REQUEST",
    "VPN.0002, 500, TRANSIENT",
    "VPN.0003, 403, PERMISSION",
    "VPN.0004, 404, NOT_FOUND",
    "VPN.0030, 400, TRANSIENT",
    "VPN.0031, 400, TRANSIENT",
    "VPN.0999, 400, UNKNOWN",
    "VPN.0999, 503, TRANSIENT"
  })
  void servicesErrorIsReadOnTopAndNested(String code, int status, Failure failure) {
    // Given
    String inner = "{\"code\":\"" + code + "\",\"message\":\"what happened\"}";
    PollError expected = PollError.of(failure, code, "what happened", status);

    // Then
    assertEquals(
        expected, answers.error(Fixtures.api(Fixtures.HUAWEI), status, Fixtures.json(inner)));
    assertEquals(
        expected,
        answers.error(
            Fixtures.api(Fixtures.HUAWEI), status, Fixtures.json("{\"error\":" + inner + "}")));
    assertEquals(
        expected,
        answers.error(
            Fixtures.api(Fixtures.HUAWEI),
            status,
            Fixtures.json(
                "{\"request_id\":\"r\",\"empty\":{},\"meta\":{\"a\":1},\"badRequest\":"
                    + inner
                    + "}")));
  }

  @Test
  void gatewaysErrorMayBeNestedToo() {
    assertEquals(
        PollError.of(Failure.THROTTLED, "APIGW.0308", "slow", 429),
        answers.error(
            Fixtures.api(Fixtures.HUAWEI),
            429,
            Fixtures.json("{\"error\":{\"error_code\":\"APIGW.0308\",\"error_msg\":\"slow\"}}")));
  }

  @ParameterizedTest
  @CsvSource({
    "'Incorrect IAM authentication information: signature expired', CLOCK",
    "'Signature Expired, signature time 20260101T000000Z', CLOCK",
    "'Incorrect IAM authentication information: verify aksk signature fail', AUTHENTICATION",
    "'Incorrect IAM authentication information: Get secretKey failed,err:ak not exist', AUTHENTICATION",
    "'Incorrect IAM authentication information: decrypt token fail', AUTHENTICATION",
    "'AK access failed to reach the limit,forbidden', LOCKED"
  })
  void textTellsRefusedSignaturesApart(String message, Failure failure) {
    String envelope = "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"" + message + "\"}";
    PollError error = answers.error(Fixtures.api(Fixtures.HUAWEI), 401, Fixtures.json(envelope));
    assertEquals(failure, error.failure());
    assertEquals(failure == Failure.LOCKED ? Duration.ofMinutes(5) : null, error.hint());
    assertEquals(message, error.message());
  }

  @Test
  void missingMessageIsNoProblem() {
    assertEquals(
        PollError.of(Failure.NOT_FOUND, "VPN.0004", null, 404),
        answers.error(
            Fixtures.api(Fixtures.HUAWEI),
            404,
            Fixtures.json("{\"code\":\"VPN.0004\",\"message\":null}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"total_count\":2,\"request_id\":\"r\"}",
        "{\"total_count\":2,\"page_info\":{\"code\":\"next\"}}",
        "{}"
      })
  void answerWithoutACodeIsASuccess(String envelope) {
    assertNull(answers.error(Fixtures.api(Fixtures.HUAWEI), 200, Fixtures.json(envelope)));
  }

  @Test
  void errorIsReadWhateverTheStatus() {
    assertEquals(
        "resource_not_found",
        answers
            .error(
                Fixtures.api(Fixtures.HUAWEI),
                200,
                Fixtures.json("{\"code\":\"VPN.0004\",\"message\":\"m\"}"))
            .reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"a\":{\"b\":{\"c\":{}}}}", "{\"a\":[{\"code\":\"VPN.0004\"}]}"})
  void bodyThatStatesNoErrorIsLeftToTheStatus(String envelope) {
    assertNull(answers.error(Fixtures.api(Fixtures.HUAWEI), 500, Fixtures.json(envelope)));
    assertNull(answers.error(Fixtures.api(Fixtures.HUAWEI), 500, MissingNode.getInstance()));
  }
}
