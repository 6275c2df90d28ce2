package caravan.vendor.alibaba;

import caravan.fetch.Answers;
import caravan.fetch.ErrorTable;
import caravan.model.PollError;
import caravan.model.Reasons;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/**
 * Alibaba Cloud states errors as {@code Code} and {@code Message}. The code decides, not the
 * status: throttling, for one, comes as HTTP 400.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/sag">Smart Access Gateway, error codes</a>
 */
@Singleton
@Named("alibabaAnswers")
public final class AlibabaAnswers implements Answers {

  private static final ErrorTable TABLE =
      new ErrorTable()
          .finalError("SAG.InstanceNoFound", Reasons.NOT_FOUND)
          .retryable("Throttling*", Reasons.THROTTLED)
          .retryable("InvalidTimeStamp.Expired", Reasons.AUTHENTICATION)
          .retryable("SignatureNonceUsed", Reasons.AUTHENTICATION)
          .finalError("SignatureDoesNotMatch", Reasons.AUTHENTICATION)
          .finalError("IncompleteSignature", Reasons.AUTHENTICATION)
          .finalError("InvalidAccessKeyId*", Reasons.AUTHENTICATION)
          .finalError("InvalidTimeStamp*", Reasons.AUTHENTICATION)
          .finalError("InvalidSecurityToken*", Reasons.AUTHENTICATION)
          .finalError("Forbidden*", Reasons.PERMISSION)
          .finalError("NoPermission", Reasons.PERMISSION)
          .retryable("ServiceUnavailable*", Reasons.VENDOR_ERROR)
          .retryable("InternalError", Reasons.VENDOR_ERROR)
          .retryable("InnerServiceFailed", Reasons.VENDOR_ERROR)
          // Comes as HTTP 403, which would otherwise read as a missing permission.
          .finalError("Missing*", Reasons.VENDOR_ERROR);

  @Override
  public PollError error(int status, JsonNode envelope) {
    String code = envelope.path("Code").asText(envelope.path("code").asText(""));
    JsonNode users = envelope.path("Users");
    boolean success = status == 200 && users.isObject();
    if (status == 200 && code.isEmpty() && !success) {
      // No total would tell a list that cannot be found from an empty one.
      if (envelope.hasNonNull("Users")) {
        return unexpected("Users is not an object", status);
      }
      if (!envelope.hasNonNull("RequestId")) {
        return unexpected("the answer has neither Users nor RequestId", status);
      }
    }
    if (code.isEmpty() || success) {
      return null;
    }
    String message = envelope.path("Message").asText(envelope.path("message").asText(null));
    return TABLE.error(code, message, status);
  }

  private static PollError unexpected(String message, int status) {
    return PollError.of(Reasons.VENDOR_ERROR, "unexpected_answer", message, status, false);
  }
}
