package caravan.vendor.huawei;

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

class HuaweiAnswersTest {

  private final HuaweiAnswers answers = new HuaweiAnswers();

  @ParameterizedTest
  @CsvSource({
    "APIGW.0308, 429, throttled, true",
    "APIG.0308, 429, throttled, true",
    "APIGW.0308, 400, throttled, true",
    "APIGW.0999, 429, throttled, true",
    "APIGW.0301, 401, authentication, false",
    "APIG.0301, 401, authentication, false",
    "APIGW.0303, 401, authentication, false",
    "APIGW.0305, 401, authentication, false",
    "APIGW.0302, 403, permission_denied, false",
    "APIGW.0306, 403, permission_denied, false",
    "APIGW.0402, 403, permission_denied, false",
    "APIGW.0101, 404, vendor_error, false",
    "APIGW.0201, 502, vendor_error, true",
    "APIGW.0201, 504, vendor_error, true",
    "APIGW.0999, 500, vendor_error, true",
    "APIGW.0999, 400, vendor_error, false"
  })
  void gatewaysErrorIsRead(String code, int status, String reason, boolean retryable) {
    String envelope =
        "{\"error_code\":\"" + code + "\",\"error_msg\":\"what happened\",\"request_id\":\"r\"}";
    assertEquals(
        PollErrors.of(reason, code, "what happened", status, retryable),
        answers.error(status, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @CsvSource({
    "VPN.0001, 400, vendor_error, false",
    "VPN.0002, 500, vendor_error, true",
    "VPN.0003, 403, permission_denied, false",
    "VPN.0004, 404, resource_not_found, false",
    "VPN.0030, 400, vendor_error, true",
    "VPN.0031, 400, vendor_error, true",
    "VPN.0999, 400, vendor_error, false",
    "VPN.0999, 503, vendor_error, true"
  })
  void servicesErrorIsReadOnTopAndNested(
      String code, int status, String reason, boolean retryable) {
    // Given
    String inner = "{\"code\":\"" + code + "\",\"message\":\"what happened\"}";
    PollError expected = PollErrors.of(reason, code, "what happened", status, retryable);

    // Then
    assertEquals(expected, answers.error(status, Fixtures.json(inner)));
    assertEquals(expected, answers.error(status, Fixtures.json("{\"error\":" + inner + "}")));
    assertEquals(
        expected,
        answers.error(
            status,
            Fixtures.json(
                "{\"request_id\":\"r\",\"empty\":{},\"meta\":{\"a\":1},\"badRequest\":"
                    + inner
                    + "}")));
  }

  @Test
  void gatewaysErrorMayBeNestedToo() {
    assertEquals(
        PollErrors.of("throttled", "APIGW.0308", "slow", 429, true),
        answers.error(
            429,
            Fixtures.json("{\"error\":{\"error_code\":\"APIGW.0308\",\"error_msg\":\"slow\"}}")));
  }

  @ParameterizedTest
  @CsvSource({
    "'Incorrect IAM authentication information: signature expired', true",
    "'Signature Expired, signature time 20260101T000000Z', true",
    "'Incorrect IAM authentication information: verify aksk signature fail', false",
    "'Incorrect IAM authentication information: Get secretKey failed,err:ak not exist', false",
    "'Incorrect IAM authentication information: decrypt token fail', false",
    "'AK access failed to reach the limit,forbidden', false"
  })
  void onlyALateClockMayBeRepeatedAmongRefusedSignatures(String message, boolean retryable) {
    String envelope = "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"" + message + "\"}";
    assertEquals(
        PollErrors.of("authentication", "APIGW.0301", message, 401, retryable),
        answers.error(401, Fixtures.json(envelope)));
  }

  @Test
  void missingMessageIsNoProblem() {
    assertEquals(
        PollErrors.of("resource_not_found", "VPN.0004", null, 404, false),
        answers.error(404, Fixtures.json("{\"code\":\"VPN.0004\",\"message\":null}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"total_count\":2,\"request_id\":\"r\"}",
        "{\"total_count\":2,\"page_info\":{\"code\":\"next\"}}",
        "{}"
      })
  void answerWithoutACodeIsASuccess(String envelope) {
    assertNull(answers.error(200, Fixtures.json(envelope)));
  }

  @Test
  void errorIsReadWhateverTheStatus() {
    assertEquals(
        "resource_not_found",
        answers.error(200, Fixtures.json("{\"code\":\"VPN.0004\",\"message\":\"m\"}")).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"a\":{\"b\":{\"c\":{}}}}", "{\"a\":[{\"code\":\"VPN.0004\"}]}"})
  void bodyThatStatesNoErrorIsLeftToTheStatus(String envelope) {
    assertNull(answers.error(500, Fixtures.json(envelope)));
    assertNull(answers.error(500, MissingNode.getInstance()));
  }
}
