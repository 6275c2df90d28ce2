package caravan.cloud.tencent;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.ErrorTable;
import caravan.model.Failure;
import caravan.model.PollError;
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
public final class TencentErrors implements ErrorClassifier {

  private static final ErrorTable TABLE =
      new ErrorTable()
          .with(Failure.NOT_FOUND, "InvalidParameterValue.NotFoundInstance")
          .with(
              Failure.PERMISSION,
              "InvalidParameter.PermissionDenied",
              "AuthFailure.UnauthorizedOperation",
              "UnauthorizedOperation*")
          .with(Failure.CLOCK, "AuthFailure.SignatureExpire")
          .with(Failure.AUTHENTICATION, "AuthFailure*", "IpInBlacklist", "IpNotInWhitelist")
          .with(
              Failure.UNSUPPORTED,
              "InvalidParameterValue.MongoVersionNotSupportQueryClient",
              "InvalidParameterValue.ProxyNotSupportQueryClient",
              "InvalidParameterValue.RegionNotSupportQueryClient",
              "UnsupportedOperation*",
              "UnsupportedRegion*")
          .with(Failure.THROTTLED, "RequestLimitExceeded*")
          .with(
              Failure.TRANSIENT,
              "InternalError*",
              "ServiceUnavailable*",
              "ResourceUnavailable*",
              "ResourceInUse*")
          .with(Failure.AMBIGUOUS, "FailedOperation*")
          // LimitExceeded is a quota of the account, not a rate.
          .with(
              Failure.BAD_REQUEST,
              "InvalidParameter*",
              "MissingParameter*",
              "UnknownParameter*",
              "InvalidAction*",
              "NoSuchVersion*",
              "NoSuchProduct*",
              "UnsupportedProtocol*",
              "ResourceNotFound*",
              "LimitExceeded*");

  @Override
  public PollError error(int status, JsonNode envelope) {
    JsonNode response = envelope.path("Response");
    JsonNode error = response.path("Error");
    if (error.isObject()) {
      return TABLE.error(error.path("Code").asText(""), error.path("Message").asText(null), status);
    }
    if (response.hasNonNull("Error")) {
      return unexpected("Error is not an object", status);
    }
    if (status == 200 && !response.isObject()) {
      return unexpected("the answer has no Response", status);
    }
    return null;
  }

  private static PollError unexpected(String message, int status) {
    return PollError.of(Failure.UNREADABLE, "unexpected_answer", message, status);
  }
}
