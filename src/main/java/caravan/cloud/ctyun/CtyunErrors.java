package caravan.cloud.ctyun;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.ErrorTable;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * CTYun's body decides, not the status: {@code statusCode} is 800 for a success, 900 for a failure
 * of the business, and text such as {@code CTAPI_10009} for a failure at the gateway.
 *
 * @see <a href="https://www.esurfingcloud.com/document/20694294/20700432">describeAccounts</a>
 */
@Singleton
@Named("ctyunErrors")
public final class CtyunErrors implements ErrorClassifier {

  private static final String SUCCESS = "800";

  private static final ErrorTable TABLE =
      new ErrorTable(
          """
          AUTHENTICATION CTAPI_10009 CTAPI_10002
          BUSINESS 900
          """);

  @Override
  public PollError error(Api api, int status, JsonNode envelope) {
    String code = envelope.path("statusCode").asText("");
    boolean ok = status >= 200 && status < 300;
    if (ok && code.equals(SUCCESS)) {
      return null;
    }
    String message =
        Stream.of("message", "description", "error")
            .map(name -> envelope.path(name).asText(null))
            .filter(text -> text != null && !text.isBlank())
            .findFirst()
            .orElse(null);
    if (saysTooMany(status, message)) {
      return PollError.of(
          Failure.THROTTLED, code.isEmpty() ? "http_" + status : code, message, status);
    }
    if (!code.isEmpty() && !(code.equals(SUCCESS) && !ok)) {
      PollError stated = TABLE.error(api, code, message, status);
      return notFound(envelope) && !stated.failure().refused()
          ? PollError.of(Failure.BAD_REQUEST, code, message, status)
          : stated;
    }
    return ok ? PollError.unexpected("the answer has no statusCode", status) : null;
  }

  /** What does not exist now will not exist when asked for again. */
  private static boolean notFound(JsonNode envelope) {
    return Stream.of("error", "errorCode")
        .anyMatch(name -> envelope.path(name).asText("").endsWith("NotFound"));
  }

  /** No throttling code is known, so the words count where the status fits. */
  private static boolean saysTooMany(int status, String message) {
    if (status == 429) {
      return true;
    }
    if (message == null || (status != 403 && status != 503)) {
      return false;
    }
    String text = message.toLowerCase(Locale.ROOT);
    return Stream.of("频繁", "限流", "limit", "too many").anyMatch(text::contains);
  }
}
