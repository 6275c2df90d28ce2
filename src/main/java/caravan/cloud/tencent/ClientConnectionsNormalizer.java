package caravan.cloud.tencent;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.cloud.record.Subjects;
import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Observation;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * All connections of one client address to a MongoDB instance, a row of {@code
 * DescribeClientConnections}.
 *
 * @see <a href="https://www.tencentcloud.com/document/api/240/34703">Vendor page</a>
 */
@Singleton
@Named("tencentMongodbClientConnectionsNormalizer")
public final class ClientConnectionsNormalizer implements Normalizer {

  private static final Set<String> DECLARED = Set.of("IP", "Count", "InternalService");

  @Override
  public Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    Fields fields = new Fields(vendorRecord, scope, place, DECLARED);
    Address address = fields.requiredAddress("IP", "client.address", "peer");
    long count = fields.requiredCounter("Count");
    Boolean internal = fields.flag("InternalService", "client.internal");
    // The canonical address names the client, so that another spelling is not another client.
    String client = address.ip() == null ? address.text() : address.ip();
    return Observation.of(
        Subjects.of(scope, "IP", "client", client),
        null,
        new ConnectionFacts(
            new Client(address, null, null, internal),
            Connection.open("client_aggregate", count, null, null, null),
            null),
        fields.quality(),
        fields.raw(),
        place);
  }
}
