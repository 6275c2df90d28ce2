package caravan.fuzz;

import caravan.Fixtures;
import caravan.fetch.Answers;
import caravan.model.Scope;
import caravan.model.Scopes;
import caravan.normalize.Normalized;
import caravan.normalize.Normalizer;
import caravan.vendor.alibaba.AlibabaAnswers;
import caravan.vendor.alibaba.OnlineClientsNormalizer;
import caravan.vendor.ctyun.AccountsNormalizer;
import caravan.vendor.ctyun.CtyunAnswers;
import caravan.vendor.huawei.HuaweiAnswers;
import caravan.vendor.huawei.P2cConnectionsNormalizer;
import caravan.vendor.tencent.ClientConnectionsNormalizer;
import caravan.vendor.tencent.InstanceSslNormalizer;
import caravan.vendor.tencent.TencentAnswers;
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
public record Listing(Scope scope, Answers answers, Normalizer normalizer, ObjectNode good) {

  /** The five listings. */
  public static final List<Listing> ALL =
      List.of(
          new Listing(
              Scopes.of(Fixtures.TENCENT, "1", "r", null, "i", null),
              new TencentAnswers(),
              new ClientConnectionsNormalizer(),
              Normalized.vendorRecord(
                  "{\"IP\":\"10.0.0.1\",\"Count\":1,\"InternalService\":true}")),
          new Listing(
              Scopes.of(Fixtures.TENCENT_SSL, "1", "r", null, "i", null),
              new TencentAnswers(),
              new InstanceSslNormalizer(),
              Normalized.vendorRecord(
                  "{\"Status\":1,\"ExpiredTime\":\"2023-05-04 12:13:00\","
                      + "\"CertUrl\":\"http://sample/cert\"}")),
          new Listing(
              Scopes.of(Fixtures.ALIBABA, "1", "r", null, "i", "u"),
              new AlibabaAnswers(),
              new OnlineClientsNormalizer(),
              Normalized.vendorRecord("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"1559125519\"}")),
          new Listing(
              Scopes.of(Fixtures.HUAWEI, "1", "r", "p", "i", null),
              new HuaweiAnswers(),
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
              new CtyunAnswers(),
              new AccountsNormalizer(),
              Normalized.vendorRecord(
                  "{\"user\":\"u\",\"db\":\"d\",\"roles\":[{\"role\":\"read\",\"db\":\"d\"}]}")));
}
