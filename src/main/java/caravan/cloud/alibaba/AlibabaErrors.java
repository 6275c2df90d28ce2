package caravan.cloud.alibaba;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.ErrorTable;
import caravan.model.Failure;
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
@Named("alibabaAnswers")
public final class AlibabaErrors implements ErrorClassifier {

  private static final Pattern TIME_LEFT =
      Pattern.compile("(?:^|,)\\s*TimeLeft\\s*:\\s*(\\d{1,9})\\s*(?:,|$)");

  private static final ErrorTable TABLE =
      new ErrorTable()
          .with(Failure.NOT_FOUND, "SAG.InstanceNoFound")
          .with(Failure.THROTTLED, "Throttling*")
          .with(Failure.CLOCK, "InvalidTimeStamp.Expired")
          .with(Failure.NONCE, "SignatureNonceUsed")
          .with(
              Failure.AUTHENTICATION,
              "SignatureDoesNotMatch",
              "IncompleteSignature",
              "InvalidAccessKeyId*",
              "InvalidTimeStamp*",
              "InvalidSecurityToken*")
          .with(Failure.PERMISSION, "Forbidden*", "NoPermission")
          .with(Failure.TRANSIENT, "ServiceUnavailable*", "InternalError", "InnerServiceFailed")
          // MissingParameter comes as HTTP 403, which would otherwise read as a missing permission.
          .with(
              Failure.BAD_REQUEST,
              "Missing*",
              "SAG.InstanceIdEmpty",
              "ClientUser.*",
              "InvalidParameter*",
              "InvalidApi*",
              "InvalidProduct*",
              "InvalidVersion*",
              "InvalidProtocol*");

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

  private static PollError unexpected(String message, int status) {
    return PollError.of(Failure.UNREADABLE, "unexpected_answer", message, status);
  }
}
