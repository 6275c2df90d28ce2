package caravan.cloud.huawei;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.ErrorTable;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/**
 * Huawei Cloud has two envelopes: the gateway's {@code error_code}, {@code error_msg} and the
 * service's {@code code}, {@code message}, which may be nested one level down.
 *
 * @see <a href="https://support.huaweicloud.com/intl/en-us/api-vpn/">VPN API reference, error
 *     codes</a>
 */
@Singleton
@Named("huaweiErrors")
public final class HuaweiErrors implements ErrorClassifier {

  /** How long a key is locked after more than five refusals in a row. */
  private static final Duration LOCK = Duration.ofMinutes(5);

  // APIGW.0101: the gateway knows no such API at this host, which is a wrong region, not a missing
  // resource.
  private static final ErrorTable TABLE =
      new ErrorTable(
          """
          PERMISSION APIGW.0302 APIG.0302 APIGW.0306 APIG.0306 APIGW.0402
          PERMISSION APIG.0402
          THROTTLED APIGW.0308 APIG.0308
          AUTHENTICATION APIGW.0301 APIG.0301 APIGW.0303 APIG.0303 APIGW.0305 APIG.0305
          TRANSIENT APIGW.0201 APIG.0201
          BAD_REQUEST APIGW.0101 APIG.0101
          """);

  @Override
  public PollError error(Api api, int status, JsonNode envelope) {
    if (envelope.hasNonNull("error_code")) {
      return stated(api, envelope, "error_code", "error_msg", status);
    }
    if (envelope.hasNonNull("code")) {
      return stated(api, envelope, "code", "message", status);
    }
    if (status >= 300) {
      for (JsonNode nested : envelope) {
        PollError found = nested.isObject() ? error(api, status, nested) : null;
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static PollError stated(
      Api api, JsonNode envelope, String code, String message, int status) {
    String text = envelope.path(message).asText(null);
    PollError error = TABLE.error(api, envelope.path(code).asText(), text, status);
    if (text == null) {
      return error;
    }
    // One code stands for every refused signature; only the text tells them apart.
    String said = text.toLowerCase(Locale.ROOT);
    if (said.contains("signature expired")) {
      return PollError.of(Failure.CLOCK, error.code(), text, status);
    }
    return said.contains("failed to reach the limit")
        ? PollError.of(Failure.LOCKED, error.code(), text, status).hinting(LOCK)
        : error;
  }
}
