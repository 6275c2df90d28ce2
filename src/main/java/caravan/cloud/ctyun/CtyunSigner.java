package caravan.cloud.ctyun;

import caravan.cloud.Hmac;
import caravan.cloud.SignedHeaders;
import caravan.cloud.SignedRequest;
import caravan.cloud.Signer;
import caravan.cloud.Timestamps;
import caravan.event.Ids;
import caravan.model.Credential;
import caravan.model.Request;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Signs with CTYun's EOP scheme, which has no version: HMAC-SHA256 over request id, date, query and
 * body. Method, host and path are not covered. Request id, date and signature always come from the
 * arguments, in place of what the request carries.
 *
 * @see <a href="https://www.esurfingcloud.com/document/10029625/10032841">Basic signing
 *     procedure</a>
 */
@Singleton
@Named("ctyunSigner")
public final class CtyunSigner implements Signer {

  /** Zone of {@code Eop-date} unless configured: the text ends in Z, but holds Beijing time. */
  public static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");

  private static final String REQUEST_ID = "ctyun-eop-request-id";
  private static final String DATE = "Eop-date";
  private static final String AUTHORIZATION = "Eop-Authorization";
  private static final List<String> KEY =
      List.of(
          "time key = HMAC-SHA256(secret access key, Eop-date)",
          "access key = HMAC-SHA256(time key, access key id)",
          "key = HMAC-SHA256(access key, day of Eop-date)");
  private static final Pattern BARE_UUID =
      Pattern.compile(
          "^(\\p{XDigit}{8})(\\p{XDigit}{4})(\\p{XDigit}{4})(\\p{XDigit}{4})(\\p{XDigit}{12})$");

  private final ZoneId zone;

  /** Throws an IllegalArgumentException that names the setting if the zone is unreadable. */
  @Inject
  public CtyunSigner(CtyunSettings settings) {
    this(zone(settings.zone()));
  }

  public CtyunSigner() {
    this(DEFAULT_ZONE);
  }

  /**
   * Writes {@code Eop-date} in a chosen zone. No vendor page names the zone, and clients differ.
   */
  public CtyunSigner(ZoneId zone) {
    this.zone = Objects.requireNonNull(zone, "zone");
  }

  /**
   * Adds {@code ctyun-eop-request-id}, {@code Eop-date} and {@code Eop-Authorization}.
   *
   * @throws IllegalArgumentException for temporary credentials, which the scheme cannot carry
   */
  @Override
  public SignedRequest steps(Request request, Credential credential, Instant now, String nonce) {
    requirePermanent(credential);
    String date = Timestamps.basic(now, zone);
    Request stamped = request.with(REQUEST_ID, requestId(nonce)).with(DATE, date);
    SignedHeaders headers = signedHeaders(stamped);
    String stringToSign = stringToSign(stamped, headers);
    byte[] signature =
        Hmac.sha256(
            credential.secretAccessKey(),
            date,
            credential.accessKeyId(),
            date.substring(0, 8),
            stringToSign);
    String base64 = Base64.getEncoder().encodeToString(signature);
    return new SignedRequest(
        stamped.with(AUTHORIZATION, authorization(credential, headers, base64)),
        null,
        stringToSign,
        KEY);
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "caravan.ctyun.zone is not a time zone: "
              + (text + "; write for example Asia/Shanghai or +08:00"),
          e);
    }
  }

  private static void requirePermanent(Credential credential) {
    if (credential.temporary()) {
      throw new IllegalArgumentException(
          "CTYun's EOP signature has no security token: use a permanent access key");
    }
  }

  /** The gateway expects the dashed form of a UUID. */
  private static String requestId(String nonce) {
    return BARE_UUID.matcher(nonce).replaceFirst("$1-$2-$3-$4-$5");
  }

  private static SignedHeaders signedHeaders(Request request) {
    return new SignedHeaders()
        .add(REQUEST_ID, request.header(REQUEST_ID))
        .add(DATE, request.header(DATE));
  }

  private static String stringToSign(Request request, SignedHeaders headers) {
    return String.join(
        "\n", headers.canonical(), sortedQuery(request.query()), Ids.sha256(request.body()));
  }

  /**
   * The parameters as sent, sorted by name. They are not encoded anew, since clients of this vendor
   * disagree on how.
   */
  private static String sortedQuery(String query) {
    return Arrays.stream(query.split("&"))
        .sorted(Comparator.comparing(pair -> pair.split("=", 2)[0]))
        .collect(Collectors.joining("&"));
  }

  private static String authorization(
      Credential credential, SignedHeaders headers, String signature) {
    // "Headers" follows the vendor's code and sample; one of its pages writes "Header".
    return credential.accessKeyId() + (" Headers=" + headers.names()) + (" Signature=" + signature);
  }
}
