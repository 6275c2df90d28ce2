package caravan.event.view;

/** The event classes of OCSF 1.8.0 that events become. */
enum OcsfClass {
  /** A connection that is no tunnel. */
  NETWORK_ACTIVITY(4001, "Network Activity", "network_activity", "Network Activity"),
  /** A remote-access tunnel. */
  TUNNEL_ACTIVITY(4014, "Tunnel Activity", "tunnel_activity", "Network Activity"),
  /** The transport security of an endpoint as it is. */
  CLOUD_RESOURCES(
      5023, "Cloud Resources Inventory Info", "cloud_resources_inventory_info", "Discovery"),
  /** The transport security of an endpoint, changed. */
  CONFIG_STATE_CHANGE(
      5019, "Device Config State Change", "device_config_state_change", "Discovery"),
  /** An account as it is. */
  USER_INVENTORY(5003, "User Inventory Info", "user_inventory", "Discovery"),
  /** An account that came, went or changed in several ways. */
  ACCOUNT_CHANGE(3001, "Account Change", "account_change", "Identity & Access Management"),
  /** An account that was given or lost roles. */
  USER_ACCESS(3005, "User Access Management", "user_access", "Identity & Access Management");

  private static final int CLASSES_PER_CATEGORY = 1000;

  private final int uid;
  private final String caption;
  private final String urlName;
  private final String categoryName;

  OcsfClass(int uid, String caption, String urlName, String categoryName) {
    this.uid = uid;
    this.caption = caption;
    this.urlName = urlName;
    this.categoryName = categoryName;
  }

  /** Number of the class. */
  int uid() {
    return uid;
  }

  /** Name of the class for people. */
  String caption() {
    return caption;
  }

  /** Name of the class as it stands in the schema's addresses. */
  String urlName() {
    return urlName;
  }

  /** Number of the category, which OCSF makes the thousands of the class number. */
  int categoryUid() {
    return uid / CLASSES_PER_CATEGORY;
  }

  /** Name of the category for people. */
  String categoryName() {
    return categoryName;
  }
}
