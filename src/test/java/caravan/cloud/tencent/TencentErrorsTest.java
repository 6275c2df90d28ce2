package caravan.cloud.tencent;

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

class TencentErrorsTest {

  private final TencentErrors answers = new TencentErrors();

  private static String error(String code) {
    return "{\"Response\":{\"Error\":{\"Code\":\""
        + code
        + "\",\"Message\":\"what happened\"},\"RequestId\":\"r\"}}";
  }

  @ParameterizedTest
  @CsvSource({
    // Both APIs' own codes.
    "InvalidParameterValue.NotFoundInstance, NOT_FOUND",
    "InvalidParameter.PermissionDenied, PERMISSION",
    "InvalidParameterValue.MongoVersionNotSupportQueryClient, UNSUPPORTED",
    "InvalidParameterValue.ProxyNotSupportQueryClient, UNSUPPORTED",
    "InvalidParameterValue.RegionNotSupportQueryClient, UNSUPPORTED",
    "UnsupportedOperation, UNSUPPORTED",
    "UnsupportedOperation.KernelVersionNotSupport, UNSUPPORTED",
    "UnsupportedOperation.SecondaryVersionNotSupportAudit, UNSUPPORTED",
    "UnsupportedOperation.VersionNotSupport, UNSUPPORTED",
    "InternalError, TRANSIENT",
    // Throttling.
    "RequestLimitExceeded, THROTTLED",
    "RequestLimitExceeded.IPLimitExceeded, THROTTLED",
    "RequestLimitExceeded.UinLimitExceeded, THROTTLED",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded, THROTTLED",
    "LimitExceeded.TooManyRequests, THROTTLED",
    // Clock.
    "AuthFailure.SignatureExpire, CLOCK",
    // Credentials.
    "AuthFailure.SignatureFailure, AUTHENTICATION",
    "AuthFailure.SecretIdNotFound, AUTHENTICATION",
    "AuthFailure.InvalidSecretId, AUTHENTICATION",
    "AuthFailure.TokenFailure, AUTHENTICATION",
    "AuthFailure.MFAFailure, AUTHENTICATION",
    "AuthFailure.InvalidAuthorization, AUTHENTICATION",
    "AuthFailure, AUTHENTICATION",
    "IpInBlacklist, AUTHENTICATION",
    "IpNotInWhitelist, AUTHENTICATION",
    // Permission.
    "AuthFailure.UnauthorizedOperation, PERMISSION",
    "UnauthorizedOperation, PERMISSION",
    "UnauthorizedOperation.CamNoAuth, PERMISSION",
    // Transient.
    "InternalError.DbOperationError, TRANSIENT",
    "ServiceUnavailable, TRANSIENT",
    "ResourceUnavailable, TRANSIENT",
    "ResourceInUse, TRANSIENT",
    "FailedOperation, AMBIGUOUS",
    // Requests that will not get better.
    "InvalidParameter, BAD_REQUEST",
    "InvalidParameterValue.Else, BAD_REQUEST",
    "MissingParameter, BAD_REQUEST",
    "UnknownParameter, BAD_REQUEST",
    "InvalidAction, BAD_REQUEST",
    "NoSuchVersion, BAD_REQUEST",
    "NoSuchProduct, BAD_REQUEST",
    "UnsupportedRegion, UNSUPPORTED",
    "UnsupportedProtocol, BAD_REQUEST",
    "ResourceNotFound, BAD_REQUEST",
    "LimitExceeded, BAD_REQUEST",
    "LimitExceeded.TooManyInstances, BAD_REQUEST",
    "NeverHeardOf, UNKNOWN"
  })
  void codeIsAnErrorAlthoughTheStatusIs200(String code, Failure failure) {
    assertEquals(
        PollError.of(failure, code, "what happened", 200),
        answers.error(Fixtures.api(Fixtures.TENCENT), 200, Fixtures.json(error(code))));
  }

  @ParameterizedTest
  @CsvSource({
    "NeverHeardOf, 500, TRANSIENT",
    "NeverHeardOf, 429, THROTTLED",
    "RequestLimitExceeded, 400, THROTTLED",
    "InvalidParameterValue.NotFoundInstance, 500, NOT_FOUND"
  })
  void statusCountsOnlyForUnknownCodes(String code, int status, Failure failure) {
    PollError error =
        answers.error(Fixtures.api(Fixtures.TENCENT), status, Fixtures.json(error(code)));
    assertEquals(PollError.of(failure, code, "what happened", status), error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Response\":{\"TotalCount\":1,\"RequestId\":\"r\"}}",
        "{\"Response\":{}}",
        "{\"Response\":{\"Error\":null,\"TotalCount\":0}}"
      })
  void answerWithoutAnErrorIsASuccess(String envelope) {
    assertNull(answers.error(Fixtures.api(Fixtures.TENCENT), 200, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"Response\":null}", "{\"Response\":[]}", "{\"Response\":\"x\"}"})
  void answerWithoutAResponseIsNotASuccess(String envelope) {
    assertEquals(
        PollError.of(Failure.UNREADABLE, "unexpected_answer", "the answer has no Response", 200),
        answers.error(Fixtures.api(Fixtures.TENCENT), 200, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"InternalError\"", "[\"InternalError\"]", "true"})
  void errorOfAnotherShapeIsNotASuccess(String shape) {
    PollError error =
        answers.error(
            Fixtures.api(Fixtures.TENCENT),
            200,
            Fixtures.json("{\"Response\":{\"Error\":" + shape + "}}"));
    assertEquals("vendor_error", error.reason());
  }

  @Test
  void errorWithoutACodeIsStillAnError() {
    assertEquals(
        PollError.of(Failure.UNKNOWN, "http_200", null, 200),
        answers.error(
            Fixtures.api(Fixtures.TENCENT),
            200,
            Fixtures.json("{\"Response\":{\"Error\":{\"Code\":null,\"Message\":null}}}")));
  }

  @Test
  void statusWithoutABodyIsLeftToTheStatus() {
    assertNull(answers.error(Fixtures.api(Fixtures.TENCENT), 502, MissingNode.getInstance()));
  }
}
