package caravan.event.view;

import java.util.ArrayList;
import java.util.List;

/** The values of an OCSF event that people search for, each with the attribute it stands in. */
final class OcsfObservables {

  private final List<ViewDocument> all = new ArrayList<>();

  /** Adds an IP address, or nothing when it is null. */
  void ip(String attribute, String value) {
    add(attribute, 2, "IP Address", value);
  }

  /** Adds a user name, or nothing when it is null. */
  void userName(String attribute, String value) {
    add(attribute, 4, "User Name", value);
  }

  /** Adds the id of a cloud resource. */
  void resource(String attribute, String value) {
    add(attribute, 10, "Resource UID", value);
  }

  /** Adds the id of a user. */
  void user(String attribute, String value) {
    add(attribute, 31, "User Object: uid", value);
  }

  /** Adds the id of a device. */
  void device(String attribute, String value) {
    add(attribute, 47, "Device Object: uid", value);
  }

  /** Adds the id of a network endpoint. */
  void endpoint(String attribute, String value) {
    add(attribute, 48, "Network Endpoint Object: uid", value);
  }

  private void add(String attribute, int typeId, String type, String value) {
    if (value != null) {
      all.add(
          new ViewDocument()
              .put("name", attribute)
              .put("type", type)
              .put("type_id", typeId)
              .put("value", value));
    }
  }

  /** Writes them. */
  void write(ViewDocument out) {
    out.putAll("observables", all);
  }
}
