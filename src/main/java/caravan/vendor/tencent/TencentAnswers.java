package caravan.vendor.tencent;

import caravan.fetch.Answers;
import caravan.fetch.ErrorTable;
import caravan.model.PollError;
import caravan.model.Reasons;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/**
 * Tencent Cloud answers errors with HTTP 200 and {@code Response.Error}. Codes are hierarchical: an
 * unknown one is judged by its beginning.
 *
 * @see <a href="https://www.tencentcloud.com/document/product/240/34821">Error codes</a>
 */
@Singleton
@Named("tencentAnswers")
public final class TencentAnswers implements Answers {

  private static final ErrorTable TABLE =
      new ErrorTable()
          .finalError("InvalidParameterValue.NotFoundInstance", Reasons.NOT_FOUND)
          .finalError("InvalidParameter.PermissionDenied", Reasons.PERMISSION)
          .finalError("AuthFailure.UnauthorizedOperation", Reasons.PERMISSION)
          .finalError("UnauthorizedOperation*", Reasons.PERMISSION)
          .retryable("AuthFailure.SignatureExpire", Reasons.AUTHENTICATION)
          .finalError("AuthFailure*", Reasons.AUTHENTICATION)
          .finalError("IpInBlacklist", Reasons.AUTHENTICATION)
          .finalError("IpNotInWhitelist", Reasons.AUTHENTICATION)
          .finalError(
              "InvalidParameterValue.MongoVersionNotSupportQueryClient", Reasons.UNSUPPORTED)
          .finalError("InvalidParameterValue.ProxyNotSupportQueryClient", Reasons.UNSUPPORTED)
          .finalError("InvalidParameterValue.RegionNotSupportQueryClient", Reasons.UNSUPPORTED)
          .finalError("UnsupportedOperation*", Reasons.UNSUPPORTED)
          .finalError("UnsupportedRegion*", Reasons.UNSUPPORTED)
          .retryable("RequestLimitExceeded*", Reasons.THROTTLED)
          .retryable("InternalError*", Reasons.VENDOR_ERROR)
          .retryable("ServiceUnavailable*", Reasons.VENDOR_ERROR)
          .retryable("ResourceUnavailable*", Reasons.VENDOR_ERROR)
          .retryable("ResourceInUse*", Reasons.VENDOR_ERROR)
          .retryable("FailedOperation*", Reasons.VENDOR_ERROR);

  @Override
  public PollError error(int status, JsonNode envelope) {
    JsonNode response = envelope.path("Response");
    JsonNode error = response.path("Error");
    if (error.isObject()) {
      return TABLE.error(error.path("Code").asText(""), error.path("Message").asText(null), status);
    }
    if (response.hasNonNull("Error")) {
      return PollError.of(
          Reasons.VENDOR_ERROR, "unexpected_answer", "Error is not an object", status, false);
    }
    if (status == 200 && !response.isObject()) {
      return PollError.of(
          Reasons.VENDOR_ERROR, "unexpected_answer", "the answer has no Response", status, false);
    }
    return null;
  }
}
