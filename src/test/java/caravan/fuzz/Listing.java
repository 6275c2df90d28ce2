package caravan.fuzz;

import caravan.Fixtures;
import caravan.cloud.ErrorClassifier;
import caravan.cloud.Normalizer;
import caravan.cloud.alibaba.AlibabaErrors;
import caravan.cloud.ctyun.CtyunErrors;
import caravan.cloud.huawei.HuaweiErrors;
import caravan.cloud.record.Normalized;
import caravan.cloud.tencent.TencentErrors;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What one API lists, and the parts that read it.
 *
 * @param scope a scope of the API
 * @param answers the vendor's errors
 * @param normalizer reads a record
 * @param good a record as the vendor documents it; to be copied
 */
public record Listing(
    Scope scope, ErrorClassifier answers, Normalizer normalizer, ObjectNode good) {

  /** The five listings. */
  public static final List<Listing> ALL =
      List.of(
          new Listing(
              Scopes.of(Fixtures.TENCENT, "1", "r", null, "i", null),
              new TencentErrors(),
              Fixtures.normalizer(Fixtures.TENCENT),
              Normalized.vendorRecord(
                  "{\"IP\":\"10.0.0.1\",\"Count\":1,\"InternalService\":true}")),
          new Listing(
              Scopes.of(Fixtures.TENCENT_SSL, "1", "r", null, "i", null),
              new TencentErrors(),
              Fixtures.normalizer(Fixtures.TENCENT_SSL),
              Normalized.vendorRecord(
                  "{\"Status\":1,\"ExpiredTime\":\"2023-05-04 12:13:00\","
                      + "\"CertUrl\":\"http://sample/cert\"}")),
          new Listing(
              Scopes.of(Fixtures.ALIBABA, "1", "r", null, "i", "u"),
              new AlibabaErrors(),
              Fixtures.normalizer(Fixtures.ALIBABA),
              Normalized.vendorRecord("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"1559125519\"}")),
          new Listing(
              Scopes.of(Fixtures.HUAWEI, "1", "r", "p", "i", null),
              new HuaweiErrors(),
              Fixtures.normalizer(Fixtures.HUAWEI),
              Normalized.vendorRecord(
                  "{\"connection_id\":\"c\",\"client_ip\":\"8.8.8.8\","
                      + "\"client_virtual_ip\":\"10.0.0.2\",\"client_user_name\":\"u\","
                      + "\"inbound_bytes\":1,\"outbound_bytes\":1,"
                      + "\"inbound_packets\":1,\"outbound_packets\":1,"
                      + "\"connection_established_time\":\"2024-06-17T02:58:27.213Z\","
                      + "\"timestamp\":\"2024-06-17T02:58:48Z\"}")),
          new Listing(
              Scopes.of(Fixtures.CTYUN, "1", "", null, "i", null),
              new CtyunErrors(),
              Fixtures.normalizer(Fixtures.CTYUN),
              Normalized.vendorRecord(
                  "{\"user\":\"u\",\"db\":\"d\",\"roles\":[{\"role\":\"read\",\"db\":\"d\"}]}")));

  /** The API that lists it. */
  public Api api() {
    return scope.api();
  }
}
