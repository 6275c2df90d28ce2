package caravan.vendor.huawei;

import caravan.fetch.Answers;
import caravan.fetch.ErrorTable;
import caravan.model.PollError;
import caravan.model.Reasons;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * Huawei Cloud has two envelopes: the gateway's {@code error_code}, {@code error_msg} and the
 * service's {@code code}, {@code message}, which may be nested one level down.
 *
 * @see <a href="https://support.huaweicloud.com/intl/en-us/api-vpn/">VPN API reference, error
 *     codes</a>
 */
@Singleton
@Named("huaweiAnswers")
public final class HuaweiAnswers implements Answers {

  private static final ErrorTable TABLE =
      new ErrorTable()
          .finalError("VPN.0004", Reasons.NOT_FOUND)
          .finalError("VPN.0003", Reasons.PERMISSION)
          .retryable("VPN.0030", Reasons.VENDOR_ERROR)
          .retryable("VPN.0031", Reasons.VENDOR_ERROR)
          .retryable("VPN.0002", Reasons.VENDOR_ERROR)
          .retryable("APIGW.0308", Reasons.THROTTLED)
          .retryable("APIG.0308", Reasons.THROTTLED)
          .finalError("APIGW.0302", Reasons.PERMISSION)
          .finalError("APIGW.0306", Reasons.PERMISSION)
          .finalError("APIGW.0402", Reasons.PERMISSION)
          .finalError("APIGW.0301", Reasons.AUTHENTICATION)
          .finalError("APIG.0301", Reasons.AUTHENTICATION)
          .finalError("APIGW.0303", Reasons.AUTHENTICATION)
          .finalError("APIGW.0305", Reasons.AUTHENTICATION)
          .retryable("APIGW.0201", Reasons.VENDOR_ERROR);

  @Override
  public PollError error(int status, JsonNode envelope) {
    if (envelope.hasNonNull("error_code")) {
      return stated(envelope, "error_code", "error_msg", status);
    }
    if (envelope.hasNonNull("code")) {
      return stated(envelope, "code", "message", status);
    }
    if (status >= 300) {
      for (JsonNode nested : envelope) {
        PollError found = nested.isObject() ? error(status, nested) : null;
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static PollError stated(JsonNode envelope, String code, String message, int status) {
    String text = envelope.path(message).asText(null);
    PollError error = TABLE.error(envelope.path(code).asText(), text, status);
    // One code stands for every refused signature; only the text tells a late clock from the rest.
    boolean clock = text != null && text.toLowerCase(Locale.ROOT).contains("signature expired");
    return clock ? PollError.of(error.reason(), error.code(), text, status, true) : error;
  }
}
