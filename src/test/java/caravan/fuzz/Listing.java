package caravan.fuzz;

import caravan.Fixtures;
import caravan.cloud.ErrorClassifier;
import caravan.cloud.Normalizer;
import caravan.cloud.alibaba.AlibabaErrors;
import caravan.cloud.alibaba.OnlineClientsNormalizer;
import caravan.cloud.ctyun.AccountsNormalizer;
import caravan.cloud.ctyun.CtyunErrors;
import caravan.cloud.huawei.HuaweiErrors;
import caravan.cloud.huawei.P2cConnectionsNormalizer;
import caravan.cloud.record.Normalized;
import caravan.cloud.tencent.ClientConnectionsNormalizer;
import caravan.cloud.tencent.InstanceSslNormalizer;
import caravan.cloud.tencent.TencentErrors;
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
              new ClientConnectionsNormalizer(),
              Normalized.vendorRecord(
                  "{\"IP\":\"10.0.0.1\",\"Count\":1,\"InternalService\":true}")),
          new Listing(
              Scopes.of(Fixtures.TENCENT_SSL, "1", "r", null, "i", null),
              new TencentErrors(),
              new InstanceSslNormalizer(),
              Normalized.vendorRecord(
                  "{\"Status\":1,\"ExpiredTime\":\"2023-05-04 12:13:00\","
                      + "\"CertUrl\":\"http://sample/cert\"}")),
          new Listing(
              Scopes.of(Fixtures.ALIBABA, "1", "r", null, "i", "u"),
              new AlibabaErrors(),
              new OnlineClientsNormalizer(),
              Normalized.vendorRecord("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"1559125519\"}")),
          new Listing(
              Scopes.of(Fixtures.HUAWEI, "1", "r", "p", "i", null),
              new HuaweiErrors(),
              new P2cConnectionsNormalizer(),
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
              new AccountsNormalizer(),
              Normalized.vendorRecord(
                  "{\"user\":\"u\",\"db\":\"d\",\"roles\":[{\"role\":\"read\",\"db\":\"d\"}]}")));
}
