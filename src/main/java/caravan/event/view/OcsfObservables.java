package caravan.event.view;

import java.util.ArrayList;
import java.util.List;

/** The values of an OCSF event that people search for, each with the attribute that holds it. */
final class OcsfObservables {

  private final List<ViewDocument> all = new ArrayList<>();

  /** What a value is, by OCSF's {@code type_id}. */
  enum ObservableType {
    IP(2, "IP Address"),
    USER_NAME(4, "User Name"),
    RESOURCE(10, "Resource UID"),
    USER(31, "User Object: uid"),
    DEVICE(47, "Device Object: uid"),
    ENDPOINT(48, "Network Endpoint Object: uid");

    private final int id;
    private final String text;

    ObservableType(int id, String text) {
      this.id = id;
      this.text = text;
    }
  }

  /** Adds a value, or nothing when it is null. */
  void add(ObservableType kind, String attribute, String value) {
    if (value != null) {
      all.add(
          new ViewDocument()
              .put("name", attribute)
              .put("type", kind.text)
              .put("type_id", kind.id)
              .put("value", value));
    }
  }

  void write(ViewDocument out) {
    out.put("observables", all);
  }
}
