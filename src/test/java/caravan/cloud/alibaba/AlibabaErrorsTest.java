package caravan.cloud.alibaba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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

class AlibabaErrorsTest {

  private final AlibabaErrors answers = new AlibabaErrors();

  @ParameterizedTest
  @CsvSource({
    // The API's own codes and those of its siblings.
    "SAG.InstanceNoFound, 400, NOT_FOUND",
    "ClientUser.NameEmpty, 400, BAD_REQUEST",
    "ClientUser.NameInvalid, 400, BAD_REQUEST",
    "SAG.InstanceIdEmpty, 400, BAD_REQUEST",
    "Forbidden, 403, PERMISSION",
    "MissingParameter, 403, BAD_REQUEST",
    "InnerServiceFailed, 501, TRANSIENT",
    // Throttling comes with HTTP 400.
    "Throttling, 400, THROTTLED",
    "Throttling.User, 400, THROTTLED",
    "Throttling.Api, 400, THROTTLED",
    "Throttling.Anything, 503, THROTTLED",
    "Strange, 429, THROTTLED",
    // Clock and nonce.
    "InvalidTimeStamp.Expired, 400, CLOCK",
    "SignatureNonceUsed, 400, NONCE",
    // Credentials.
    "SignatureDoesNotMatch, 400, AUTHENTICATION",
    "IncompleteSignature, 400, AUTHENTICATION",
    "InvalidAccessKeyId.NotFound, 404, AUTHENTICATION",
    "InvalidAccessKeyId.NotFound, 400, AUTHENTICATION",
    "InvalidAccessKeyId.Inactive, 400, AUTHENTICATION",
    "InvalidTimeStamp.Format, 400, AUTHENTICATION",
    "InvalidSecurityToken.Expired, 400, AUTHENTICATION",
    "InvalidSecurityToken.Malformed, 400, AUTHENTICATION",
    "InvalidSecurityToken.MismatchWithAccessKey, 400, AUTHENTICATION",
    // Permission.
    "NoPermission, 403, PERMISSION",
    "Forbidden.RAM, 403, PERMISSION",
    "Strange, 403, PERMISSION",
    // Transient.
    "ServiceUnavailable, 503, TRANSIENT",
    "InternalError, 500, TRANSIENT",
    "Strange, 502, TRANSIENT",
    // Requests that will not get better.
    "MissingAction, 400, BAD_REQUEST",
    "InvalidParameter.Format, 400, BAD_REQUEST",
    "InvalidApi.NotFound, 404, BAD_REQUEST",
    "InvalidProduct.NotFound, 404, BAD_REQUEST",
    "InvalidVersion, 400, BAD_REQUEST",
    "InvalidProtocol.NeedSsl, 400, BAD_REQUEST",
    "Strange, 400, UNKNOWN"
  })
  void codeDecidesAndAnUnknownOneLeavesItToTheStatus(String code, int status, Failure failure) {
    String envelope =
        "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\""
            + code
            + "\",\"Message\":\"what happened\",\"Recommend\":\"u\"}";
    assertEquals(
        PollError.of(failure, code, "what happened", status),
        answers.error(Fixtures.api(Fixtures.ALIBABA), status, Fixtures.json(envelope)));
  }

  @Test
  void membersInLowerCaseAreReadToo() {
    assertEquals(
        PollError.of(Failure.THROTTLED, "Throttling", "slow down", 400),
        answers.error(
            Fixtures.api(Fixtures.ALIBABA),
            400,
            Fixtures.json("{\"code\":\"Throttling\",\"message\":\"slow down\"}")));
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
    assertNull(answers.error(Fixtures.api(Fixtures.ALIBABA), 200, Fixtures.json(envelope)));
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
    assertNotNull(answers.error(Fixtures.api(Fixtures.ALIBABA), 200, Fixtures.json(envelope)));
  }

  @Test
  void statusWithoutABodyIsLeftToTheStatus() {
    assertNull(answers.error(Fixtures.api(Fixtures.ALIBABA), 503, MissingNode.getInstance()));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'Limit:1,Remain:0,TimeLeft:2000,Reset:1234', -, 2000",
        "-, 'Limit:1,Remain:0,TimeLeft:2000,Reset:1234', 2000",
        "'TimeLeft:10', 'Remain:0, TimeLeft: 25', 25",
        "'TimeLeft:1234567890123', -, -",
        "'TimeLeft:-5', 'TimeLeft:', -",
        "'NoTimeLeft:5', 'nonsense', -",
        "-, -, -"
      })
  void timeThatIsLeftOfAThrottlingIsRead(String ofTheApi, String ofTheUser, Long millis) {
    Duration hint =
        answers.hint(
            name ->
                switch (name) {
                  case "x-ratelimit-user-api" -> ofTheApi;
                  case "x-ratelimit-user" -> ofTheUser;
                  default -> null;
                });
    assertEquals(millis == null ? null : Duration.ofMillis(millis), hint);
  }
}
