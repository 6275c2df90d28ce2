package caravan.event.view;

import caravan.event.DatabaseAccount;
import caravan.event.Event;

/**
 * What happened, as OCSF classifies it.
 *
 * @param type event class
 * @param id activity inside the class; 99 where OCSF has no word for it
 * @param name the activity for people
 */
record OcsfActivity(OcsfClass type, int id, String name) {

  private static final int OTHER = 99;
  private static final int ACTIVITIES_PER_CLASS = 100;
  private static final int CLASSES_PER_CATEGORY = 1000;

  /** The class and activity of an event that is no marker. */
  static OcsfActivity of(Event event) {
    return switch (event.kind()) {
      case CONNECTION_OBSERVED -> other(connection(event), "Observed");
      case CONNECTION_OPENED -> new OcsfActivity(connection(event), 1, "Open");
      case CONNECTION_UPDATED -> other(connection(event), "Updated");
      case CONNECTION_CLOSED -> new OcsfActivity(connection(event), 2, "Close");
      case ENDPOINT_TLS_OBSERVED -> new OcsfActivity(OcsfClass.CLOUD_RESOURCES, 2, "Collect");
      case ENDPOINT_TLS_CHANGED -> new OcsfActivity(OcsfClass.CONFIG_STATE_CHANGE, 2, "Collect");
      case ENDPOINT_REMOVED -> other(OcsfClass.CLOUD_RESOURCES, "Removed");
      case ACCOUNT_OBSERVED -> new OcsfActivity(OcsfClass.USER_INVENTORY, 2, "Collect");
      case ACCOUNT_ADDED -> new OcsfActivity(OcsfClass.ACCOUNT_CHANGE, 1, "Create");
      case ACCOUNT_CHANGED -> changed((DatabaseAccount) event.facts());
      case ACCOUNT_REMOVED -> new OcsfActivity(OcsfClass.ACCOUNT_CHANGE, 6, "Delete");
      case RESOURCE_OBSERVED -> new OcsfActivity(OcsfClass.CLOUD_RESOURCES, 2, "Collect");
      case RESOURCE_ADDED -> other(OcsfClass.CLOUD_RESOURCES, "Added");
      case RESOURCE_CHANGED -> other(OcsfClass.CLOUD_RESOURCES, "Changed");
      case RESOURCE_REMOVED -> other(OcsfClass.CLOUD_RESOURCES, "Removed");
      case SNAPSHOT_COMPLETED, SNAPSHOT_INCOMPLETE ->
          throw new IllegalArgumentException("a marker has no OCSF class");
    };
  }

  private static OcsfClass connection(Event event) {
    return SharedFields.isGateway(event) ? OcsfClass.TUNNEL_ACTIVITY : OcsfClass.NETWORK_ACTIVITY;
  }

  /** OCSF has an activity for granting and one for revoking, none for both at once. */
  private static OcsfActivity changed(DatabaseAccount account) {
    DatabaseAccount.Changes changes = account.changes();
    boolean granted = changes != null && !changes.granted().isEmpty();
    boolean revoked = changes != null && !changes.revoked().isEmpty();
    if (granted && revoked) {
      return other(OcsfClass.ACCOUNT_CHANGE, "Roles Changed");
    }
    if (!granted && !revoked) {
      return accessChanged(account.access(), changes == null ? null : changes.previous());
    }
    return granted
        ? new OcsfActivity(OcsfClass.USER_ACCESS, 1, "Assign Privileges")
        : new OcsfActivity(OcsfClass.USER_ACCESS, 2, "Revoke Privileges");
  }

  /** Enabling and disabling are activities of their own, if it is known that there was a switch. */
  private static OcsfActivity accessChanged(
      DatabaseAccount.Access now, DatabaseAccount.Access before) {
    boolean switched =
        before != null
            && before.enabled() != null
            && now.enabled() != null
            && !before.enabled().equals(now.enabled());
    if (!switched) {
      return other(OcsfClass.ACCOUNT_CHANGE, "Changed");
    }
    return now.enabled()
        ? new OcsfActivity(OcsfClass.ACCOUNT_CHANGE, 2, "Enable")
        : new OcsfActivity(OcsfClass.ACCOUNT_CHANGE, 5, "Disable");
  }

  private static OcsfActivity other(OcsfClass type, String name) {
    return new OcsfActivity(type, OTHER, name);
  }

  void write(ViewDocument out) {
    out.put("activity_id", id)
        .put("activity_name", name)
        .put("category_uid", type.uid / CLASSES_PER_CATEGORY)
        .put("category_name", type.categoryName)
        .put("class_uid", type.uid)
        .put("class_name", type.caption)
        .put("type_uid", type.uid * ACTIVITIES_PER_CLASS + id)
        .put("type_name", type.caption + ": " + (id == OTHER ? "Other" : name));
  }
}
