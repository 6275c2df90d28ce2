package caravan.vendor.tencent;

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

class TencentAnswersTest {

  private final TencentAnswers answers = new TencentAnswers();

  private static String error(String code) {
    return "{\"Response\":{\"Error\":{\"Code\":\""
        + code
        + "\",\"Message\":\"what happened\"},\"RequestId\":\"r\"}}";
  }

  @ParameterizedTest
  @CsvSource({
    // Both APIs' own codes.
    "InvalidParameterValue.NotFoundInstance, resource_not_found, false",
    "InvalidParameter.PermissionDenied, permission_denied, false",
    "InvalidParameterValue.MongoVersionNotSupportQueryClient, unsupported, false",
    "InvalidParameterValue.ProxyNotSupportQueryClient, unsupported, false",
    "InvalidParameterValue.RegionNotSupportQueryClient, unsupported, false",
    "UnsupportedOperation, unsupported, false",
    "UnsupportedOperation.KernelVersionNotSupport, unsupported, false",
    "UnsupportedOperation.SecondaryVersionNotSupportAudit, unsupported, false",
    "UnsupportedOperation.VersionNotSupport, unsupported, false",
    "InternalError, vendor_error, true",
    // Throttling.
    "RequestLimitExceeded, throttled, true",
    "RequestLimitExceeded.IPLimitExceeded, throttled, true",
    "RequestLimitExceeded.UinLimitExceeded, throttled, true",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded, throttled, true",
    // Clock.
    "AuthFailure.SignatureExpire, authentication, true",
    // Credentials.
    "AuthFailure.SignatureFailure, authentication, false",
    "AuthFailure.SecretIdNotFound, authentication, false",
    "AuthFailure.InvalidSecretId, authentication, false",
    "AuthFailure.TokenFailure, authentication, false",
    "AuthFailure.MFAFailure, authentication, false",
    "AuthFailure.InvalidAuthorization, authentication, false",
    "AuthFailure, authentication, false",
    "IpInBlacklist, authentication, false",
    "IpNotInWhitelist, authentication, false",
    // Permission.
    "AuthFailure.UnauthorizedOperation, permission_denied, false",
    "UnauthorizedOperation, permission_denied, false",
    "UnauthorizedOperation.CamNoAuth, permission_denied, false",
    // Transient.
    "InternalError.DbOperationError, vendor_error, true",
    "ServiceUnavailable, vendor_error, true",
    "ResourceUnavailable, vendor_error, true",
    "ResourceInUse, vendor_error, true",
    "FailedOperation, vendor_error, true",
    // Requests that will not get better.
    "InvalidParameter, vendor_error, false",
    "InvalidParameterValue.Else, vendor_error, false",
    "MissingParameter, vendor_error, false",
    "UnknownParameter, vendor_error, false",
    "InvalidAction, vendor_error, false",
    "NoSuchVersion, vendor_error, false",
    "NoSuchProduct, vendor_error, false",
    "UnsupportedRegion, unsupported, false",
    "UnsupportedProtocol, vendor_error, false",
    "ResourceNotFound, vendor_error, false",
    "LimitExceeded, vendor_error, false",
    "NeverHeardOf, vendor_error, false"
  })
  void codeIsAnErrorAlthoughTheStatusIs200(String code, String reason, boolean retryable) {
    assertEquals(
        PollErrors.of(reason, code, "what happened", 200, retryable),
        answers.error(200, Fixtures.json(error(code))));
  }

  @ParameterizedTest
  @CsvSource({
    "NeverHeardOf, 500, vendor_error, true",
    "NeverHeardOf, 429, throttled, true",
    "RequestLimitExceeded, 400, throttled, true",
    "InvalidParameterValue.NotFoundInstance, 500, resource_not_found, false"
  })
  void statusCountsOnlyForUnknownCodes(String code, int status, String reason, boolean retryable) {
    PollError error = answers.error(status, Fixtures.json(error(code)));
    assertEquals(PollErrors.of(reason, code, "what happened", status, retryable), error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Response\":{\"TotalCount\":1,\"RequestId\":\"r\"}}",
        "{\"Response\":{}}",
        "{\"Response\":{\"Error\":null,\"TotalCount\":0}}"
      })
  void answerWithoutAnErrorIsASuccess(String envelope) {
    assertNull(answers.error(200, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"Response\":null}", "{\"Response\":[]}", "{\"Response\":\"x\"}"})
  void answerWithoutAResponseIsNotASuccess(String envelope) {
    assertEquals(
        PollErrors.of(
            "vendor_error", "unexpected_answer", "the answer has no Response", 200, false),
        answers.error(200, Fixtures.json(envelope)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"InternalError\"", "[\"InternalError\"]", "true"})
  void errorOfAnotherShapeIsNotASuccess(String shape) {
    PollError error = answers.error(200, Fixtures.json("{\"Response\":{\"Error\":" + shape + "}}"));
    assertEquals("vendor_error", error.reason());
  }

  @Test
  void errorWithoutACodeIsStillAnError() {
    assertEquals(
        PollErrors.of("vendor_error", "http_200", null, 200, false),
        answers.error(
            200, Fixtures.json("{\"Response\":{\"Error\":{\"Code\":null,\"Message\":null}}}")));
  }

  @Test
  void statusWithoutABodyIsLeftToTheStatus() {
    assertNull(answers.error(502, MissingNode.getInstance()));
  }
}
