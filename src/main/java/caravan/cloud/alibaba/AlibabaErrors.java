package caravan.cloud.alibaba;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.ErrorTable;
import caravan.model.Api;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Alibaba Cloud states errors as {@code Code} and {@code Message}. The code decides, not the
 * status: throttling, for one, comes as HTTP 400.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/sag">Smart Access Gateway, error codes</a>
 */
@Singleton
@Named("alibabaErrors")
public final class AlibabaErrors implements ErrorClassifier {

  private static final Pattern TIME_LEFT =
      Pattern.compile("(?:^|,)\\s*TimeLeft\\s*:\\s*(\\d{1,9})\\s*(?:,|$)");

  // MissingParameter comes as HTTP 403, which would otherwise read as a missing permission.
  private static final ErrorTable TABLE =
      new ErrorTable(
          """
          THROTTLED Throttling*
          CLOCK InvalidTimeStamp.Expired
          NONCE SignatureNonceUsed
          AUTHENTICATION SignatureDoesNotMatch IncompleteSignature InvalidAccessKeyId*
          AUTHENTICATION InvalidTimeStamp* InvalidSecurityToken*
          PERMISSION Forbidden* NoPermission
          TRANSIENT ServiceUnavailable* InternalError InnerServiceFailed
          BAD_REQUEST Missing* InvalidParameter*
          BAD_REQUEST InvalidApi* InvalidProduct* InvalidVersion* InvalidProtocol*
          """);

  @Override
  public PollError error(Api api, int status, JsonNode envelope) {
    String code = envelope.path("Code").asText(envelope.path("code").asText(""));
    String list = api.record().items().split("\\.", 2)[0];
    JsonNode wrapper = envelope.path(list);
    boolean success = status == 200 && wrapper.isObject();
    if (status == 200 && code.isEmpty() && !success) {
      // No total would tell a list that cannot be found from an empty one.
      if (envelope.hasNonNull(list)) {
        return PollError.unexpected(list + " is not an object", status);
      }
      if (!envelope.hasNonNull("RequestId")) {
        return PollError.unexpected("the answer has neither " + list + " nor RequestId", status);
      }
    }
    if (code.isEmpty() || success) {
      return null;
    }
    String message = envelope.path("Message").asText(envelope.path("message").asText(null));
    return TABLE.error(api, code, message, status);
  }

  /** Nobody online may be {@code Users} that are null, absent or without a {@code User}. */
  @Override
  public boolean omitsEmptyLists() {
    return true;
  }

  /**
   * The time that is left of the throttling, in milliseconds, of the account or of this API,
   * whichever is longer: {@code Limit:1,Remain:0,TimeLeft:2000,Reset:1234}.
   */
  @Override
  public Duration hint(UnaryOperator<String> header) {
    return Stream.of("x-ratelimit-user-api", "x-ratelimit-user")
        .map(header)
        .filter(Objects::nonNull)
        .map(TIME_LEFT::matcher)
        .filter(Matcher::find)
        .map(found -> Duration.ofMillis(Long.parseLong(found.group(1))))
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
