package caravan.vendor.huawei;

import caravan.model.Credential;
import caravan.model.Request;
import caravan.sign.Hmac;
import caravan.sign.Signer;
import caravan.sign.Signing;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Signs with Huawei Cloud's derived-key scheme, V11-HMAC-SHA256, for endpoints that ask for it. The
 * key is good for one day, region and service. The signing guide does not describe the scheme; its
 * only public source is the vendor's SDK.
 *
 * @see <a href="https://github.com/huaweicloud/huaweicloud-sdk-java-v3">huaweicloud-sdk-core,
 *     DerivedAKSKSigner</a>
 */
public final class HuaweiDerivedSigner implements Signer {

  private static final List<String> KEY =
      List.of(
          "info = UTC day/region/service",
          "key = hex of HKDF-SHA256(salt: access key id, input: secret access key, info)");
  private static final String ALGORITHM = "V11-HMAC-SHA256";

  private final String region;
  private final String service;

  /**
   * Signs for one region and service.
   *
   * @param region region as in host names, for example {@code ap-southeast-3}
   * @param service the vendor's service code, for example {@code vpn}
   */
  public HuaweiDerivedSigner(String region, String service) {
    this.region = Objects.requireNonNull(region, "region");
    this.service = Objects.requireNonNull(service, "service");
  }

  /**
   * Adds {@code X-Sdk-Date}, {@code X-Security-Token} for temporary credentials, and {@code
   * Authorization}.
   *
   * @throws IllegalArgumentException when path or query hold a broken percent escape
   */
  @Override
  public Signing steps(Request request, Credential credential, Instant now, String nonce) {
    String date = HuaweiCanonicalRequest.date(now);
    Request stamped = HuaweiCanonicalRequest.stamp(request, credential, date);
    HuaweiCanonicalRequest canonical = HuaweiCanonicalRequest.of(stamped);
    String info = info(date);
    String stringToSign = stringToSign(date, info, canonical);
    String signature = Hmac.hex(Hmac.sha256(derivedKey(credential, info), stringToSign));
    return new Signing(
        stamped.with(
            HuaweiCanonicalRequest.AUTHORIZATION,
            authorization(credential, info, canonical, signature)),
        canonical.text(),
        stringToSign,
        KEY);
  }

  private String info(String date) {
    return date.substring(0, 8) + "/" + region + "/" + service;
  }

  private static String stringToSign(String date, String info, HuaweiCanonicalRequest canonical) {
    return String.join("\n", ALGORITHM, date, info, canonical.hash());
  }

  /** HKDF-SHA256 of one block (RFC 5869), and its hex text rather than its bytes as the key. */
  private static String derivedKey(Credential credential, String info) {
    byte[] extracted = Hmac.sha256(credential.accessKeyId(), credential.secretAccessKey());
    return Hmac.hex(Hmac.sha256(extracted, info + "\u0001"));
  }

  private static String authorization(
      Credential credential, String info, HuaweiCanonicalRequest canonical, String signature) {
    return ALGORITHM
        + (" Credential=" + credential.accessKeyId() + "/" + info)
        + (", SignedHeaders=" + canonical.signedHeaders())
        + (", Signature=" + signature);
  }
}
