package caravan.event.view;

/** The event classes of OCSF 1.8.0 that events become. */
enum OcsfClass {
  NETWORK_ACTIVITY(4001, "Network Activity", "network_activity", "Network Activity"),
  TUNNEL_ACTIVITY(4014, "Tunnel Activity", "tunnel_activity", "Network Activity"),
  CLOUD_RESOURCES(
      5023, "Cloud Resources Inventory Info", "cloud_resources_inventory_info", "Discovery"),
  CONFIG_STATE_CHANGE(
      5019, "Device Config State Change", "device_config_state_change", "Discovery"),
  USER_INVENTORY(5003, "User Inventory Info", "user_inventory", "Discovery"),
  ACCOUNT_CHANGE(3001, "Account Change", "account_change", "Identity & Access Management"),
  /** An account was given roles or lost some, not both. */
  USER_ACCESS(3005, "User Access Management", "user_access", "Identity & Access Management");

  final int uid;
  final String caption;

  /** Name in the schema's addresses. */
  final String urlName;

  final String categoryName;

  OcsfClass(int uid, String caption, String urlName, String categoryName) {
    this.uid = uid;
    this.caption = caption;
    this.urlName = urlName;
    this.categoryName = categoryName;
  }
}
