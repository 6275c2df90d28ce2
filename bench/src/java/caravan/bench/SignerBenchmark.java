package caravan.bench;

import caravan.Fixtures;
import caravan.cloud.RequestBuilder;
import caravan.cloud.Signer;
import caravan.cloud.alibaba.AlibabaRequest;
import caravan.cloud.alibaba.AlibabaSigner;
import caravan.cloud.ctyun.CtyunRequest;
import caravan.cloud.ctyun.CtyunSigner;
import caravan.cloud.huawei.HuaweiRequest;
import caravan.cloud.huawei.HuaweiSigner;
import caravan.cloud.tencent.TencentRequest;
import caravan.cloud.tencent.TencentSigner;
import caravan.model.Credential;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Signing of one request, by Caravan and by the vendors' SDKs. The request is the one that polling
 * makes for the API, once, outside of what is measured, and so are the SDK's own request objects.
 * Measured is what lies between that request and its signed headers: the time is read from the
 * machine, a nonce is drawn, by an SDK only where its scheme has one, and nothing is sent.
 *
 * <p>Caravan's part is what the step {@code sign} does: clock, nonce, {@link Signer#sign}. The
 * SDK's part is {@link VendorSigning}. Before anything is measured, the SDK signs once and Caravan
 * has to come to the same {@code Authorization} with the time and the nonce that the SDK took.
 *
 * <p>{@code tencent} signs the two headers that the SDK signs, {@code tencentWithAction} the three
 * that the product signs. CTYun has no SDK for Java.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class SignerBenchmark {

  private static final Credential KEY =
      new Credential("EXAMPLEzV4mYd8sTq2Lw6Rk9Xb1", "EXAMPLE7cJ3nQ5vW8yB2eH6kM9pS4tX", null);
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final Clock clock = Clock.systemUTC();
  private final Signer tencent = new TencentSigner(TencentSigner.PLAIN);
  private final Signer tencentWithAction = new TencentSigner();
  private final Signer alibaba = new AlibabaSigner();
  private final Signer huawei = new HuaweiSigner();
  private final Signer ctyun = new CtyunSigner();
  private final Request tencentRequest = request(Fixtures.TENCENT, new TencentRequest());
  private final Request alibabaRequest = request(Fixtures.ALIBABA, new AlibabaRequest());
  private final Request huaweiRequest = request(Fixtures.HUAWEI, new HuaweiRequest());
  private final Request ctyunRequest = request(Fixtures.CTYUN, new CtyunRequest());
  private VendorSigning tencentSdk;
  private VendorSigning alibabaSdk;
  private VendorSigning huaweiSdk;

  /** Makes the SDKs ready, and refuses to measure what does not give equal signatures. */
  @Setup
  public void compare() throws Throwable {
    tencentSdk = VendorSigning.tencent(tencentRequest, KEY);
    alibabaSdk = VendorSigning.alibaba(alibabaRequest, KEY);
    huaweiSdk = VendorSigning.huawei(huaweiRequest, KEY);
    Map<String, String> theirs = caseless(tencentSdk.headers());
    long seconds = Long.parseLong(theirs.get("X-TC-Timestamp"));
    equal(theirs, tencent.sign(tencentRequest, KEY, Instant.ofEpochSecond(seconds), null));
    theirs = caseless(alibabaSdk.headers());
    String nonce = theirs.get("x-acs-signature-nonce");
    equal(
        theirs, alibaba.sign(alibabaRequest, KEY, Instant.parse(theirs.get("x-acs-date")), nonce));
    theirs = caseless(huaweiSdk.headers());
    Instant dated = LocalDateTime.parse(theirs.get("X-Sdk-Date"), BASIC).toInstant(ZoneOffset.UTC);
    equal(theirs, huawei.sign(huaweiRequest, KEY, dated, null));
  }

  private static Map<String, String> caseless(Map<String, String> headers) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    return all;
  }

  private static void equal(Map<String, String> theirs, Request ours) {
    if (!ours.header("Authorization").equals(theirs.get("Authorization"))) {
      throw new IllegalStateException(
          "not the same signature: "
              + ours.header("Authorization")
              + " and "
              + theirs.get("Authorization"));
    }
  }

  private static Request request(String api, RequestBuilder builder) {
    Scope scope =
        Fixtures.target(api)
            .region(api.equals(Fixtures.CTYUN) ? "" : "ap-singapore")
            .projectId("7c6f2d1e0b9a48d3a5f4e3d2c1b0a987")
            .resources("b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7")
            .scope();
    return builder.build(scope, new Cursor(1, 200, 200));
  }

  private Request signed(Signer signer, Request request) {
    return signer.sign(request, KEY, clock.instant(), UUID.randomUUID().toString());
  }

  /** TC3-HMAC-SHA256 over the headers that the SDK signs. */
  @Benchmark
  public Request tencent() {
    return signed(tencent, tencentRequest);
  }

  /** TC3-HMAC-SHA256 as the product signs. */
  @Benchmark
  public Request tencentWithAction() {
    return signed(tencentWithAction, tencentRequest);
  }

  /** TC3-HMAC-SHA256 by the SDK. */
  @Benchmark
  public Map<String, String> tencentSdk() throws Throwable {
    return tencentSdk.headers();
  }

  /** ACS3-HMAC-SHA256. */
  @Benchmark
  public Request alibaba() {
    return signed(alibaba, alibabaRequest);
  }

  /** ACS3-HMAC-SHA256 by the SDK. */
  @Benchmark
  public Map<String, String> alibabaSdk() throws Throwable {
    return alibabaSdk.headers();
  }

  /** SDK-HMAC-SHA256. */
  @Benchmark
  public Request huawei() {
    return signed(huawei, huaweiRequest);
  }

  /** SDK-HMAC-SHA256 by the SDK. */
  @Benchmark
  public Map<String, String> huaweiSdk() throws Throwable {
    return huaweiSdk.headers();
  }

  /** EOP HMAC-SHA256. */
  @Benchmark
  public Request ctyun() {
    return signed(ctyun, ctyunRequest);
  }
}
