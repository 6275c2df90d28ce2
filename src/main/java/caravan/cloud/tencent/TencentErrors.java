package caravan.cloud.tencent;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.ErrorTable;
import caravan.model.Api;
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
@Named("tencentErrors")
public final class TencentErrors implements ErrorClassifier {

  // LimitExceeded is a quota of the account, except for the one code that names requests.
  private static final ErrorTable TABLE =
      new ErrorTable(
          """
          PERMISSION AuthFailure.UnauthorizedOperation
          PERMISSION UnauthorizedOperation*
          CLOCK AuthFailure.SignatureExpire
          AUTHENTICATION AuthFailure* IpInBlacklist IpNotInWhitelist
          UNSUPPORTED UnsupportedOperation* UnsupportedRegion*
          THROTTLED RequestLimitExceeded* LimitExceeded.TooManyRequests
          TRANSIENT InternalError* ServiceUnavailable* ResourceUnavailable*
          TRANSIENT ResourceInUse*
          AMBIGUOUS FailedOperation*
          BAD_REQUEST InvalidParameter* MissingParameter* UnknownParameter*
          BAD_REQUEST InvalidAction* NoSuchVersion* NoSuchProduct* UnsupportedProtocol*
          BAD_REQUEST ResourceNotFound* LimitExceeded*
          """);

  @Override
  public PollError error(Api api, int status, JsonNode envelope) {
    JsonNode response = envelope.path("Response");
    JsonNode error = response.path("Error");
    if (error.isObject()) {
      return TABLE.error(
          api, error.path("Code").asText(""), error.path("Message").asText(null), status);
    }
    if (response.hasNonNull("Error")) {
      return PollError.unexpected("Error is not an object", status);
    }
    if (status == 200 && !response.isObject()) {
      return PollError.unexpected("the answer has no Response", status);
    }
    return null;
  }
}
