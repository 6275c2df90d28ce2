package caravan.cloud.alibaba;

import caravan.cloud.VendorSignedText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Alibaba Cloud's gateway says it would have signed: it adds its own texts to the message of
 * {@code SignatureDoesNotMatch} and {@code IncompleteSignature}. No page of the vendor describes
 * the form; it is taken from answers that users reported and from the vendor's SDKs, which search
 * the message for the same words.
 *
 * @see <a
 *     href="https://github.com/aliyun/alibaba-cloud-sdk-go/blob/master/sdk/errors/signature_does_not_match_wrapper.go">the
 *     vendor's Go SDK</a>
 */
final class VendorSignedTextParser {

  private static final Pattern BEHIND_COLON =
      Pattern.compile("server string to sign is:\\s?(.+)", Pattern.DOTALL);
  private static final Pattern IN_BRACKETS =
      Pattern.compile(
          "server StringToSign is \\[(.*?)\\]\\s*(?=server CanonicalRequest is|$)", Pattern.DOTALL);
  // The end may be missing where the message was cut.
  private static final Pattern CANONICAL =
      Pattern.compile("server CanonicalRequest is \\[(.*?)(?:\\]\\s*\\.?\\s*)?$", Pattern.DOTALL);
  private static final Pattern DATE = Pattern.compile("^x-acs-date:(.*)$", Pattern.MULTILINE);
  private static final Pattern NONCE =
      Pattern.compile("^x-acs-signature-nonce:(.*)$", Pattern.MULTILINE);

  private VendorSignedTextParser() {}

  static Optional<VendorSignedText> of(String message) {
    String stringToSign = group(IN_BRACKETS, message);
    if (stringToSign == null) {
      stringToSign = group(BEHIND_COLON, message);
    }
    String canonicalRequest = group(CANONICAL, message);
    if (stringToSign == null && canonicalRequest == null) {
      return Optional.empty();
    }
    return Optional.of(
        new VendorSignedText(
            canonicalRequest,
            stringToSign,
            instant(group(DATE, canonicalRequest)),
            group(NONCE, canonicalRequest)));
  }

  private static Instant instant(String text) {
    try {
      return text == null ? null : Instant.parse(text.strip());
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private static String group(Pattern pattern, String text) {
    Matcher found = text == null ? null : pattern.matcher(text);
    return found != null && found.find() ? found.group(1) : null;
  }
}
