package caravan.cloud.ctyun;

import caravan.cloud.Normalizer;
import caravan.cloud.record.Fields;
import caravan.cloud.record.Subjects;
import caravan.event.DatabaseAccount;
import caravan.event.Observation;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * One account of a MongoDB instance, a row of {@code describeAccounts}.
 *
 * @see <a href="https://www.esurfingcloud.com/document/20694294/20700432">Vendor page</a>
 */
@Singleton
@Named("ctyunMongodbAccountsNormalizer")
public final class AccountsNormalizer implements Normalizer {

  private static final Set<String> DECLARED = Set.of("user", "db", "roles");

  @Override
  public Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    Fields fields = new Fields(vendorRecord, scope, place, DECLARED);
    String database = fields.requiredText("db");
    String name = fields.requiredText("user");
    Roles roles = Roles.read(fields);
    return Observation.of(
        Subjects.of(scope, "user", "account", database, name),
        null,
        new DatabaseAccount(database, name, roles.superuser(), roles.list(), null),
        fields.quality(),
        fields.raw(),
        place);
  }
}
