package caravan.event.view;

import caravan.event.Asset;
import caravan.event.Event;
import caravan.event.view.OcsfObservables.ObservableType;
import java.util.List;

/** Resources of a catalogue in OCSF: class 5023, whose resource is the one that is listed. */
final class OcsfAsset {

  private OcsfAsset() {}

  static void write(Event event, Asset asset, ViewDocument ocsf, OcsfObservables observables) {
    Asset.State state = asset.state();
    ViewDocument resource =
        new ViewDocument()
            .put("uid", asset.id())
            .put("name", state.name())
            .put("type", event.scope().api().source().service() + "/" + kind(event.subject()))
            .put("provider", event.scope().api().source().vendorName())
            .put("region", region(event, asset))
            .put("version", asset.details().engineVersion())
            .put("tags", SharedFields.tags(state));
    if (asset.details().createdAt() != null) {
      resource.put("created_time", asset.details().createdAt().toEpochMilli());
    }
    resource
        .in("data")
        .put("status", state.status())
        .put("running", state.running())
        .put("network", state.network())
        .put("project", state.project())
        .put("members", state.members());
    ocsf.put("region", region(event, asset)).put("resources", List.of(resource));
    if (!SharedFields.isGateway(event)) {
      Engine engine = Engine.of(event);
      ocsf.in("database")
          .put("uid", asset.id())
          .put("name", state.name())
          .put("type", engine.databaseType())
          .put("type_id", engine.databaseTypeId());
    }
    observables.add(ObservableType.RESOURCE, "resources[0].uid", asset.id());
  }

  private static String region(Event event, Asset asset) {
    return asset.details().region() == null ? SharedFields.region(event) : asset.details().region();
  }

  /** What it is, which its subject says before its id: for example {@code instance}. */
  private static String kind(String subject) {
    int end = Math.max(0, subject.lastIndexOf('/'));
    return subject.substring(subject.lastIndexOf('/', end - 1) + 1, end);
  }
}
