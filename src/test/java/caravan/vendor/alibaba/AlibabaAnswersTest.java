package caravan.vendor.alibaba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.PollErrors;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlibabaAnswersTest {

  private final AlibabaAnswers answers = new AlibabaAnswers();

  @ParameterizedTest
  @CsvSource({
    // The API's own codes and those of its siblings.
    "SAG.InstanceNoFound, 400, resource_not_found, false",
    "ClientUser.NameEmpty, 400, vendor_error, false",
    "ClientUser.NameInvalid, 400, vendor_error, false",
    "SAG.InstanceIdEmpty, 400, vendor_error, false",
    "Forbidden, 403, permission_denied, false",
    "MissingParameter, 403, vendor_error, false",
    "InnerServiceFailed, 501, vendor_error, true",
    // Throttling comes with HTTP 400.
    "Throttling, 400, throttled, true",
    "Throttling.User, 400, throttled, true",
    "Throttling.Api, 400, throttled, true",
    "Throttling.Anything, 503, throttled, true",
    "Strange, 429, throttled, true",
    // Clock and nonce.
    "InvalidTimeStamp.Expired, 400, authentication, true",
    "SignatureNonceUsed, 400, authentication, true",
    // Credentials.
    "SignatureDoesNotMatch, 400, authentication, false",
    "IncompleteSignature, 400, authentication, false",
    "InvalidAccessKeyId.NotFound, 404, authentication, false",
    "InvalidAccessKeyId.NotFound, 400, authentication, false",
    "InvalidAccessKeyId.Inactive, 400, authentication, false",
    "InvalidTimeStamp.Format, 400, authentication, false",
    "InvalidSecurityToken.Expired, 400, authentication, false",
    "InvalidSecurityToken.Malformed, 400, authentication, false",
    "InvalidSecurityToken.MismatchWithAccessKey, 400, authentication, false",
    // Permission.
    "NoPermission, 403, permission_denied, false",
    "Forbidden.RAM, 403, permission_denied, false",
    "Strange, 403, permission_denied, false",
    // Transient.
    "ServiceUnavailable, 503, vendor_error, true",
    "InternalError, 500, vendor_error, true",
    "Strange, 502, vendor_error, true",
    // Requests that will not get better.
    "MissingAction, 400, vendor_error, false",
    "InvalidParameter.Format, 400, vendor_error, false",
    "InvalidApi.NotFound, 404, vendor_error, false",
    "InvalidProduct.NotFound, 404, vendor_error, false",
    "InvalidVersion, 400, vendor_error, false",
    "InvalidProtocol.NeedSsl, 400, vendor_error, false",
    "Strange, 400, vendor_error, false"
  })
  void codeDecidesAndAnUnknownOneLeavesItToTheStatus(
      String code, int status, String reason, boolean retryable) {
    String envelope =
        "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\""
            + code
            + "\",\"Message\":\"what happened\",\"Recommend\":\"u\"}";
    assertEquals(
        PollErrors.of(reason, code, "what happened", status, retryable),
        answers.error(status, Fixtures.json(envelope)));
  }

  @Test
  void membersInLowerCaseAreReadToo() {
    assertEquals(
        PollErrors.of("throttled", "Throttling", "slow down", 400, true),
        answers.error(400, Fixtures.json("{\"code\":\"Throttling\",\"message\":\"slow down\"}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"RequestId\":\"r\",\"Users\":{}}",
        "{\"RequestId\":\"r\",\"Users\":null}",
        "{\"RequestId\":\"r\"}",
        "{\"Code\":\"OK\",\"Users\":{}}",
        "{\"Code\":null,\"Users\":{}}"
      })
  void answerWithUsersOrWithoutACodeIsASuccess(String envelope) {
    assertNull(answers.error(200, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Code\":\"Throttling\",\"Users\":null}",
        "{\"Code\":\"Throttling\"}",
        "{\"Users\":[]}",
        "{}",
        "{\"Users\":null}",
        "{\"status\":\"login needed\"}",
        "{\"Users\":\"none\"}",
        "{\"Users\":[{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"1559125519\"}]}"
      })
  void answerThatOnlyLooksEmptyIsNotAnEmptyList(String envelope) {
    assertNotNull(answers.error(200, Fixtures.json(envelope)));
  }

  @Test
  void statusWithoutABodyIsLeftToTheStatus() {
    assertNull(answers.error(503, MissingNode.getInstance()));
  }
}
