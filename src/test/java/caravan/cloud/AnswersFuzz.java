package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.fuzz.Answered;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Listing;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Reasons;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Any JSON object with any status as the answer of any vendor: judged, and never with a throw. */
public final class AnswersFuzz implements FuzzTarget {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_CODE = 256;
  private static final int MAX_MESSAGE = 1024;

  private static final Set<String> REASONS =
      Set.of(
          Reasons.NOT_FOUND,
          Reasons.AUTHENTICATION,
          Reasons.PERMISSION,
          Reasons.UNSUPPORTED,
          Reasons.THROTTLED,
          Reasons.VENDOR_ERROR,
          Reasons.TIMEOUT,
          Reasons.TRANSPORT);

  private static final List<Integer> STATUSES =
      List.of(200, 204, 301, 400, 401, 403, 404, 408, 429, 500, 503, 0, -1, 999);

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    Listing listing = choices.one(Listing.ALL);
    int status = choices.one(STATUSES);
    JsonNode envelope = envelope(choices.rest());
    PollError stated = listing.answers().error(listing.api(), status, envelope);
    assertEquals(stated, listing.answers().error(listing.api(), status, envelope));
    if (stated != null) {
      assertSound(stated);
    }
    Page page = new Page(0, status, 0, List.of(), envelope, null, null, null, Fixtures.READ);
    try {
      assertEquals(page, listing.answers().check(listing.api(), page));
      assertTrue(stated == null && status >= 200 && status < 300, "an error passed");
      return true;
    } catch (PageFailure refused) {
      assertSound(refused.error());
      return false;
    }
  }

  private static void assertSound(PollError error) {
    assertTrue(REASONS.contains(error.reason()), error.reason());
    assertNotNull(error.code());
    assertFalse(error.code().isEmpty(), "no code");
    assertTrue(error.code().length() <= MAX_CODE, "code");
    assertTrue(error.message() == null || error.message().length() <= MAX_MESSAGE, "message");
  }

  /** What {@code PageParser} makes of the body of an error answer. */
  private static JsonNode envelope(byte[] body) {
    try {
      JsonNode tree = JSON.readTree(body);
      return tree != null && tree.isObject() ? tree : MissingNode.getInstance();
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>(Answered.all(0));
    List<String> errors =
        List.of(
            "{\"Response\":{\"Error\":{\"Code\":\"AuthFailure\",\"Message\":\"m\"}}}",
            "{\"Response\":{\"Error\":{\"Code\":\"RequestLimitExceeded\",\"Message\":\"m\"}}}",
            "{\"Code\":\"Throttling.User\",\"Message\":\"m\",\"RequestId\":\"r\"}",
            "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"signature expired\"}",
            "{\"x\":{\"y\":{\"code\":\"VPN.0004\",\"message\":\"m\"}}}",
            "{\"statusCode\":900,\"error\":\"CTAPI_10009\",\"message\":\"too many\"}",
            "[]",
            "");
    for (int listing = 0; listing < Listing.ALL.size(); listing++) {
      for (String error : errors) {
        seeds.add(Choices.input(error.getBytes(StandardCharsets.UTF_8), listing, 5));
      }
    }
    return seeds;
  }
}
