package caravan.simulator;

import caravan.model.Credential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * EOP signature of CTYun, from the vendor's signing pages: there is no Java SDK to ask. Checked
 * against known requests of the vendor's Go SDK.
 */
final class CtyunSignature {

  private CtyunSignature() {}

  /**
   * Signature a call should carry.
   *
   * @param call call as received
   * @param credential what it should be signed with
   * @param signedHeaders signed header names as stated in the call
   */
  static String expected(Call call, Credential credential, List<String> signedHeaders) {
    try {
      StringBuilder text = new StringBuilder();
      for (String name : signedHeaders) {
        text.append(name).append(':').append(call.header(name)).append('\n');
      }
      text.append('\n').append(sorted(call.query())).append('\n').append(sha256(call.body()));
      String date = call.header("eop-date");
      byte[] timeKey = hmac(credential.secretAccessKey().getBytes(StandardCharsets.UTF_8), date);
      byte[] accessKey = hmac(timeKey, credential.accessKeyId());
      byte[] dayKey = hmac(accessKey, date.substring(0, 8));
      return Base64.getEncoder().encodeToString(hmac(dayKey, text.toString()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime lacks SHA-256", e);
    }
  }

  /** Pairs by name; pairs of one name keep their order, hence the stable sort by name alone. */
  private static String sorted(String query) {
    String[] pairs = query.split("&");
    Arrays.sort(pairs, (left, right) -> name(left).compareTo(name(right)));
    return String.join("&", pairs);
  }

  private static String name(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0 ? pair : pair.substring(0, equals);
  }

  private static String sha256(byte[] body) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
