package caravan.event.view;

import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.view.OcsfObservables.ObservableType;
import java.util.List;

/** Accounts in OCSF: classes 5003, 3001 and 3005. Roles are the user's groups. */
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
        .put("display_name", account.details().label())
        .put("domain", SharedFields.database(account.database()))
        .put("uid", uid);
    writeRights(event, account, ocsf.in("user"));
    if (account.access().enabled() != null) {
      ocsf.in("user")
          .in("account")
          .put("name", account.name())
          .put("uid", uid)
          .put("is_disabled", !account.access().enabled());
    }
    observables.add(ObservableType.USER_NAME, "user.name", account.name());
    observables.add(ObservableType.USER, "user.uid", uid);
    if (type == OcsfClass.USER_ACCESS) {
      ocsf.put("privileges", privileges(account.changes()))
          .put("resources", List.of(OcsfEndpoint.resource(event)));
    }
    OcsfEndpoint.writeDevice(event, ocsf, observables);
  }

  private static void writeRights(Event event, DatabaseAccount account, ViewDocument user) {
    if (account.superuser()) {
      user.put("type", "Admin").put("type_id", 2);
    } else if (SharedFields.isNotStated(event, "account.superuser")) {
      user.put("type", "Unknown").put("type_id", 0);
    } else {
      user.put("type", "User").put("type_id", 1);
    }
    if (!SharedFields.isNotStated(event, "account.roles")) {
      String engine = Engine.of(event).name();
      user.put("groups", account.roles().stream().map(role -> group(role, engine)).toList());
    }
  }

  private static ViewDocument group(DatabaseAccount.Role role, String engine) {
    return new ViewDocument()
        .put("name", role.role())
        .put("domain", SharedFields.database(role.database()))
        .put("type", engine == null ? null : engine + " role");
  }

  /** What the activity grants or revokes; the class is used only when it does just one of them. */
  private static List<String> privileges(DatabaseAccount.Changes changes) {
    return SharedFields.roles(changes.granted().isEmpty() ? changes.revoked() : changes.granted());
  }
}
