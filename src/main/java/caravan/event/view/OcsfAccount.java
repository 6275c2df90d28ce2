package caravan.event.view;

import caravan.event.DatabaseAccount;
import caravan.event.Event;
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
        .putAll("groups", account.roles().stream().map(OcsfAccount::group).toList());
    observables.userName("user.name", account.name());
    observables.user("user.uid", uid);
    if (type == OcsfClass.USER_ACCESS) {
      ocsf.putTexts("privileges", privileges(account.changes()))
          .putAll("resources", List.of(OcsfEndpoint.resource(event)));
    }
    OcsfView.writeDevice(event, ocsf, observables);
  }

  // All accounts read so far are MongoDB's, whose roles hold on one database each.
  private static ViewDocument group(DatabaseAccount.Role role) {
    return new ViewDocument()
        .put("name", role.role())
        .put("domain", role.database())
        .put("type", "MongoDB role");
  }

  /** What the activity gives or takes; the class is used only when it is one of both. */
  private static List<String> privileges(DatabaseAccount.Changes changes) {
    return SharedFields.roles(changes.granted().isEmpty() ? changes.revoked() : changes.granted());
  }
}
