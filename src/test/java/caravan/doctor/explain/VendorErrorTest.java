package caravan.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Reasons;
import org.junit.jupiter.api.Test;

class VendorErrorTest {

  /** A vendor whose errors are {@code {"Code": …, "Message": …}}. */
  private static VendorError read(String text) {
    return VendorError.of(
        text,
        null,
        (api, status, envelope) ->
            envelope.has("Code")
                ? PollError.of(
                    Failure.AUTHENTICATION,
                    envelope.get("Code").asText(),
                    envelope.path("Message").asText(null),
                    status)
                : null);
  }

  @Test
  void wholeAnswerIsReadByTheTableOfTheVendor() {
    String message = "text that is longer than an error keeps: " + "x".repeat(2000);
    VendorError read = read(" {\"Code\":\"Wrong\",\"Message\":\"" + message + "\"}\n");
    assertEquals("Wrong", read.error().code());
    assertEquals(message, read.message());
  }

  @Test
  void errorOfAMarkerIsTakenAsItIs() {
    String error =
        "{\"class\":\"permission_denied\",\"code\":\"VPN.0003\",\"message\":\"no\","
            + "\"retryable\":false}";
    for (String text : new String[] {error, "{\"report\":{\"error\":" + error + "}}"}) {
      VendorError read = read(text);
      assertEquals(Reasons.PERMISSION, read.error().reason());
      assertEquals("VPN.0003", read.error().code());
      assertEquals("no", read.message());
    }
  }

  @Test
  void lineOfTheLogNamesReasonAndCode() {
    VendorError read = read("verdict=failed reason=authentication code=APIGW.0301 attempts=1");
    assertEquals(Reasons.AUTHENTICATION, read.error().reason());
    assertEquals("APIGW.0301", read.error().code());
  }

  @Test
  void messageAloneIsKeptWithItsLines() {
    VendorError read = read("server StringToSign is [ACS3-HMAC-SHA256\\nabc]");
    assertNull(read.error());
    assertEquals("server StringToSign is [ACS3-HMAC-SHA256\nabc]", read.message());
  }
}
