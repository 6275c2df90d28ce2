package caravan.event.view;

import caravan.event.Event;
import caravan.event.Tls;
import caravan.event.view.OcsfObservables.ObservableType;
import java.util.List;

/**
 * The transport security of an endpoint in OCSF: class 5023 as it is, 5019 when it changed. OCSF's
 * own {@code tls} and {@code certificate} objects have no place in these classes, and require a
 * negotiated version, an issuer and a serial number; so what is known stands in the resource's
 * data.
 */
final class OcsfEndpoint {

  private OcsfEndpoint() {}

  static void write(
      Event event, Tls tls, OcsfClass type, ViewDocument ocsf, OcsfObservables observables) {
    if (type == OcsfClass.CONFIG_STATE_CHANGE) {
      writeChange(tls, ocsf);
      writeDevice(event, ocsf, observables);
    } else {
      writeInventory(event, tls, ocsf, observables);
    }
  }

  private static void writeInventory(
      Event event, Tls tls, ViewDocument ocsf, OcsfObservables observables) {
    String uid = event.scope().resourceId();
    ViewDocument resource =
        resource(event)
            .put("provider", event.scope().api().source().vendorName())
            .put("region", SharedFields.region(event));
    resource.in("data").put("tls", SharedFields.tls(tls));
    ocsf.put("region", SharedFields.region(event)).put("resources", List.of(resource));
    if (!SharedFields.isGateway(event)) {
      Engine engine = Engine.of(event);
      ocsf.in("database")
          .put("uid", uid)
          .put("type", engine.databaseType())
          .put("type_id", engine.databaseTypeId());
    }
    observables.add(ObservableType.RESOURCE, "resources[0].uid", uid);
  }

  /** The resource by its id and what it is, for example {@code mongodb/instance}. */
  static ViewDocument resource(Event event) {
    String type =
        event.scope().api().source().service() + "/" + event.scope().api().source().resourceType();
    return new ViewDocument().put("uid", event.scope().resourceId()).put("type", type);
  }

  /** Writes the resource as OCSF's device, for the classes that have no closer attribute. */
  static void writeDevice(Event event, ViewDocument ocsf, OcsfObservables observables) {
    ocsf.in("device")
        .put("uid", event.scope().resourceId())
        .put("type", SharedFields.resourceKind(event))
        .put("type_id", 99)
        .put("region", SharedFields.region(event))
        .put("vendor_name", event.scope().api().source().vendorName());
    observables.add(ObservableType.DEVICE, "device.uid", event.scope().resourceId());
  }

  private static void writeChange(Tls tls, ViewDocument ocsf) {
    Boolean enabled = tls.enabled();
    if (enabled == null) {
      ocsf.put("state", "Unknown").put("state_id", 0);
    } else {
      ocsf.put("state", enabled ? "Enabled" : "Disabled").put("state_id", enabled ? 2 : 1);
    }
    ocsf.put("security_states", List.of(state(enabled)));
    if (tls.previous() != null) {
      ocsf.put("prev_security_states", List.of(state(tls.previous().enabled())));
    }
  }

  /**
   * OCSF counts what is wrong with a device: missing protection has a number, its presence none.
   */
  private static ViewDocument state(Boolean enabled) {
    if (enabled == null) {
      return new ViewDocument().put("state", "Unknown").put("state_id", 0);
    }
    return enabled
        ? new ViewDocument().put("state", "TLS enabled").put("state_id", 99)
        : new ViewDocument().put("state", "Protection off").put("state_id", 4);
  }
}
