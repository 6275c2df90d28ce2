package caravan.cloud.huawei;

import caravan.cloud.Hmac;
import caravan.cloud.SignedRequest;
import caravan.cloud.Signer;
import caravan.model.Credential;
import caravan.model.Request;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Signs with Huawei Cloud's AK/SK scheme, SDK-HMAC-SHA256. Date, token and signature always come
 * from the arguments, in place of what the request carries. There is no nonce.
 *
 * <p>Every header on the request is signed, but for {@code Content-Type} and names with an
 * underscore: whoever sends the request must not change the others, {@code User-Agent} included.
 *
 * @see <a
 *     href="https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-002.html">API
 *     request signing guide</a>
 */
@Singleton
@Named("huaweiSigner")
public final class HuaweiSigner implements Signer {

  private static final List<String> KEY = List.of("key = secret access key");
  private static final String ALGORITHM = "SDK-HMAC-SHA256";

  /**
   * Adds {@code X-Sdk-Date}, {@code X-Security-Token} for temporary credentials, and {@code
   * Authorization}. An {@code X-Sdk-Content-Sha256} on the request stands for the body's hash.
   *
   * @throws IllegalArgumentException when path or query hold a broken percent escape
   */
  @Override
  public SignedRequest steps(Request request, Credential credential, Instant now, String nonce) {
    String date = HuaweiCanonicalRequest.date(now);
    Request stamped = HuaweiCanonicalRequest.stamp(request, credential, date);
    HuaweiCanonicalRequest canonical = HuaweiCanonicalRequest.of(stamped);
    String stringToSign = stringToSign(date, canonical);
    byte[] signature = Hmac.sha256(credential.secretAccessKey(), stringToSign);
    String hex = HexFormat.of().formatHex(signature);
    return new SignedRequest(
        stamped.with(
            HuaweiCanonicalRequest.AUTHORIZATION, authorization(credential, canonical, hex)),
        canonical.text(),
        stringToSign,
        KEY);
  }

  private static String stringToSign(String date, HuaweiCanonicalRequest canonical) {
    return ALGORITHM + "\n" + date + "\n" + canonical.hash();
  }

  private static String authorization(
      Credential credential, HuaweiCanonicalRequest canonical, String signature) {
    // "Access" where every other scheme writes "Credential".
    return ALGORITHM
        + " Access="
        + credential.accessKeyId()
        + ", SignedHeaders="
        + canonical.signedHeaders()
        + ", Signature="
        + signature;
  }
}
