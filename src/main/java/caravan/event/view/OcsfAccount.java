package caravan.event.view;

import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.view.OcsfObservables.ObservableType;
import java.util.List;

/** Database accounts in OCSF: classes 5003, 3001 and 3005. Roles are the user's groups. */
final class OcsfAccount {

  private OcsfAccount() {}

  static void write(
      Event event,
      DatabaseAccount account,
      OcsfClass type,
      ViewDocument ocsf,
      OcsfObservables observables) {
    String uid = SharedFields.qualifiedName(account);
    ocsf.in("user")
        .put("name", account.name())
        .put("domain", account.database())
        .put("uid", uid)
        .put("type", account.superuser() ? "Admin" : "User")
        .put("type_id", account.superuser() ? 2 : 1)
        .put("groups", account.roles().stream().map(OcsfAccount::group).toList());
    observables.add(ObservableType.USER_NAME, "user.name", account.name());
    observables.add(ObservableType.USER, "user.uid", uid);
    if (type == OcsfClass.USER_ACCESS) {
      ocsf.put("privileges", privileges(account.changes()))
          .put("resources", List.of(OcsfEndpoint.resource(event)));
    }
    OcsfEndpoint.writeDevice(event, ocsf, observables);
  }

  // All accounts read so far are MongoDB's, whose roles hold on one database each.
  private static ViewDocument group(DatabaseAccount.Role role) {
    return new ViewDocument()
        .put("name", role.role())
        .put("domain", role.database())
        .put("type", "MongoDB role");
  }

  /** What the activity grants or revokes; the class is used only when it does just one of them. */
  private static List<String> privileges(DatabaseAccount.Changes changes) {
    return SharedFields.roles(changes.granted().isEmpty() ? changes.revoked() : changes.granted());
  }
}
