package caravan.cloud.tencent;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.cloud.record.Subjects;
import caravan.event.Observation;
import caravan.event.Tls;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Transport security of a MongoDB instance, the answer of {@code DescribeInstanceSSL} without its
 * request id. Every field may be null.
 *
 * @see <a href="https://www.tencentcloud.com/document/api/240/74531">Vendor page</a>
 */
@Singleton
@Named("tencentMongodbInstanceSslNormalizer")
public final class InstanceSslNormalizer implements Normalizer {

  private static final Set<String> DECLARED = Set.of("Status", "ExpiredTime", "CertUrl");

  @Override
  public Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    Fields fields = new Fields(vendorRecord, scope, place, DECLARED);
    Tls tls = new Tls(fields.zeroOrOne("Status", "tls.enabled"), certificate(fields), null);
    return Observation.of(
        Subjects.of(scope, "InstanceId", "tls"), null, tls, fields.quality(), fields.raw(), place);
  }

  private static Tls.Certificate certificate(Fields fields) {
    Fields.TimeText expiry = fields.timeText("ExpiredTime", "tls.certificate.expires_at");
    String url = fields.url("CertUrl", "tls.certificate.url");
    if (expiry == null) {
      return url == null ? null : new Tls.Certificate(null, null, null, url);
    }
    boolean stated = expiry.text() != null || url != null;
    return stated ? new Tls.Certificate(expiry.instant(), expiry.text(), expiry.zone(), url) : null;
  }
}
