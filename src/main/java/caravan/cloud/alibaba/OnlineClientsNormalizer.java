package caravan.cloud.alibaba;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.cloud.record.Subjects;
import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Set;

/**
 * One online client of a Smart Access Gateway user, a row of {@code DescribeUserOnlineClients}. The
 * user is not in the answer: it is the one that was asked for.
 *
 * @see <a
 *     href="https://www.alibabacloud.com/help/en/sag/developer-reference/api-smartag-2018-03-13-describeuseronlineclients">Vendor
 *     page</a>
 */
@Singleton
@Named("alibabaSagOnlineClientsNormalizer")
public final class OnlineClientsNormalizer implements Normalizer {

  private static final Set<String> DECLARED = Set.of("ClientIp", "OnlineTime");

  @Override
  public Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    Fields fields = new Fields(vendorRecord, scope, place, DECLARED);
    // The vendor does not say whether this is the address outside the tunnel or inside it.
    Address address = fields.requiredAddress("ClientIp", "client.address", "unspecified");
    Instant start = fields.requiredTime("OnlineTime", "connection.started_at");
    String user = user(scope);
    return Observation.of(
        Subjects.of(
            scope,
            "ClientIp",
            "user",
            user,
            "client",
            address.text(),
            Long.toString(start.getEpochSecond())),
        start,
        new ConnectionFacts(
            new Client(address, null, new Client.User(user, "request"), null),
            Connection.open("single", 1, true, null, start),
            null),
        fields.quality(),
        fields.raw(),
        place);
  }

  private static String user(Scope scope) {
    if (scope.user() == null || scope.user().isEmpty()) {
      throw new Rejected("missing_field", "UserName", "the scope names no user");
    }
    return Fields.checkedName("UserName", scope.user());
  }
}
