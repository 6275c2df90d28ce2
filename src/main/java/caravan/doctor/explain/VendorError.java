package caravan.doctor.explain;

import caravan.cloud.ErrorClassifier;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PollError;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a vendor's error as somebody pasted it: the whole answer, the error of a marker, or
 * only the message.
 *
 * @param error what the API's table of errors makes of it; null when the text names no code
 * @param message the message, or else the whole text
 */
record VendorError(PollError error, String message) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BAD_REQUEST = 400;
  private static final Pattern REASON = Pattern.compile("\\b(?:class|reason)[=:]\\s*\"?([a-z_]+)");
  private static final Pattern CODE = Pattern.compile("\\bcode[=:]\\s*\"?([A-Za-z0-9._]+)");

  static VendorError of(String text, Api api, ErrorClassifier answers) {
    JsonNode json = json(text.strip());
    PollError error = json.isObject() ? answers.error(api, BAD_REQUEST, json) : null;
    if (json.isObject() && error == null && json.path("report").has("error")) {
      json = json.at("/report/error");
    }
    if (error != null) {
      return new VendorError(error, wholeMessage(json, error.message()));
    }
    if (json.hasNonNull("class") && json.hasNonNull("code")) {
      return new VendorError(
          PollError.of(
              Failure.stated(json.path("class").asText(), json.path("retryable").asBoolean()),
              json.path("code").asText(),
              json.path("message").asText(null),
              null),
          json.path("message").asText(""));
    }
    Matcher code = CODE.matcher(text);
    Matcher reason = REASON.matcher(text);
    boolean both = code.find() && reason.find();
    return new VendorError(
        both
            ? PollError.of(Failure.stated(reason.group(1), false), code.group(1), null, null)
            : null,
        text.replace("\\n", "\n"));
  }

  /** An error cuts its message, but a difference may be behind the cut. */
  private static String wholeMessage(JsonNode json, String cut) {
    for (JsonNode value : json.findValues("Message")) {
      return value.asText();
    }
    return cut == null ? "" : cut;
  }

  private static JsonNode json(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json == null ? MissingNode.getInstance() : json;
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
