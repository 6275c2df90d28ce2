package caravan.cloud.alibaba;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.cloud.SignedRequest;
import caravan.cloud.VendorSignedText;
import caravan.model.Credential;
import caravan.model.Request;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VendorSignedTextParserTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:59:59Z");
  private static final String NONCE = "27cfe4dc-e640-45f6-92ca-492ca73e8680";
  private static final Request REQUEST =
      new Request(
          "POST",
          "https",
          "smartag.cn-shanghai.aliyuncs.com",
          "/",
          "RegionId=cn-shanghai&SmartAGId=sag-1&UserName=o%20%5Bx%5D",
          Map.of("x-acs-action", "DescribeUserOnlineClients", "x-acs-version", "2018-03-13"),
          new byte[0]);

  private static SignedRequest signed() {
    return new AlibabaSigner()
        .steps(REQUEST, new Credential("EXAMPLEID", "EXAMPLESECRET", null), NOW, NONCE);
  }

  @Test
  void bothTextsAreTaken() {
    SignedRequest ours = signed();
    String message =
        "Specified signature does not match our calculation. server StringToSign is ["
            + ours.stringToSign()
            + "] server CanonicalRequest is ["
            + ours.canonicalRequest()
            + "]";
    assertEquals(
        Optional.of(new VendorSignedText(ours.canonicalRequest(), ours.stringToSign(), NOW, NONCE)),
        new AlibabaSigner().stated(message));
  }

  /** The marker of a poll keeps the beginning of a message only. */
  @Test
  void textThatWasCutIsTakenAsFarAsItGoes() {
    String ours = signed().canonicalRequest();
    String beginning = ours.substring(0, ours.indexOf("x-acs-version"));
    VendorSignedText stated =
        new AlibabaSigner().stated("server CanonicalRequest is [" + beginning).orElseThrow();
    assertEquals(beginning.stripTrailing(), stated.canonicalRequest().stripTrailing());
    assertEquals(NONCE, stated.nonce());
  }

  @Test
  void stringToSignAloneSaysNothingOfTheTime() {
    VendorSignedText stated =
        new AlibabaSigner()
            .stated("not matched. server string to sign is:ACS3-HMAC-SHA256\nabc")
            .orElseThrow();
    assertEquals(new VendorSignedText(null, "ACS3-HMAC-SHA256\nabc", null, null), stated);
  }

  @Test
  void otherMessagesStateNothing() {
    assertEquals(
        Optional.empty(), new AlibabaSigner().stated("Specified access key is not found."));
  }
}
