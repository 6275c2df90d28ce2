package caravan.event.view;

import caravan.event.Asset;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Raw;
import caravan.event.Tls;
import caravan.event.View;
import caravan.model.Account;
import caravan.model.Api;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Events in the Open Cybersecurity Schema Framework 1.8.0, with the profiles {@code cloud} and, for
 * accounts, {@code host}. What OCSF has no attribute for stands under {@code unmapped.caravan}.
 * Severity is always Informational: an event is an observation, judging it is the reader's part.
 *
 * @see <a href="https://schema.ocsf.io/1.8.0/">OCSF 1.8.0</a>
 */
@Singleton
public final class OcsfView implements View {

  private static final String VERSION = "1.8.0";

  /** Everything but the vendor's record, in characters; a guess that saves copying. */
  private static final int USUAL_SIZE = 4096;

  @Override
  public String name() {
    return "ocsf";
  }

  /** {@inheritDoc} OCSF has one schema per event class; a marker has none and is refused. */
  @Override
  public String dataschema(Event event) {
    String type = OcsfActivity.of(event).type().urlName;
    return "https://schema.ocsf.io/" + VERSION + "/classes/" + type;
  }

  @Override
  public Optional<String> json(Event event) {
    if (SharedFields.isMarker(event)) {
      return Optional.empty();
    }
    OcsfActivity activity = OcsfActivity.of(event);
    ViewDocument ocsf = new ViewDocument();
    activity.write(ocsf);
    writeMetadata(event, ocsf.in("metadata"));
    writeSource(event, ocsf);
    writeTimes(event, ocsf);
    writeRaw(event.raw(), ocsf);
    ocsf.put("message", EventSummary.of(event))
        .put("severity", "Informational")
        .put("severity_id", 1);
    writeFamily(event, activity, ocsf);
    OcsfUnmapped.write(event, ocsf.in("unmapped").in("caravan"));
    return Optional.of(ocsf.json(USUAL_SIZE + event.raw().record().length()));
  }

  private static void writeFamily(Event event, OcsfActivity activity, ViewDocument ocsf) {
    OcsfObservables observables = new OcsfObservables();
    if (event.facts() instanceof ConnectionFacts facts) {
      OcsfConnection.write(event, facts, ocsf, observables);
    } else if (event.facts() instanceof Tls tls) {
      OcsfEndpoint.write(event, tls, activity.type(), ocsf, observables);
    } else if (event.facts() instanceof DatabaseAccount account) {
      OcsfAccount.write(event, account, activity.type(), ocsf, observables);
    } else if (event.facts() instanceof Asset asset) {
      OcsfAsset.write(event, asset, ocsf, observables);
    }
    observables.write(ocsf);
  }

  private static void writeMetadata(Event event, ViewDocument metadata) {
    Api api = event.scope().api();
    metadata
        .put("version", VERSION)
        .put("uid", event.id())
        .put("type", event.kind().wire())
        .put("correlation_uid", event.snapshot().pollId())
        .put("sequence", event.snapshot().sequence())
        .put("logged_time", event.observedAt().toEpochMilli())
        .put("original_time", OriginalTime.of(event))
        .put("log_name", "caravan.events.v1")
        .put("log_provider", "caravan")
        .put("log_format", "JSON")
        .put("source", api.source().operation())
        .put("tenant_uid", event.scope().target().account().accountId())
        .put(
            "profiles",
            event.facts() instanceof DatabaseAccount ? List.of("cloud", "host") : List.of("cloud"));
    metadata
        .in("product")
        .put("name", api.source().product())
        .put("vendor_name", api.source().vendorName());
    metadata
        .in("product")
        .in("feature")
        .put("name", api.source().operation())
        .put("version", api.source().version());
  }

  private static void writeSource(Event event, ViewDocument ocsf) {
    Api api = event.scope().api();
    Account account = event.scope().target().account();
    ViewDocument call =
        ocsf.in("api")
            .put("operation", api.source().operation())
            .put("version", api.source().version());
    call.in("service").put("name", api.source().service());
    call.in("request").put("uid", event.requestId());
    ocsf.in("cloud")
        .put("provider", api.source().vendorName())
        .put("region", SharedFields.region(event));
    ocsf.in("cloud").in("account").put("uid", account.accountId());
  }

  private static void writeTimes(Event event, ViewDocument ocsf) {
    ocsf.put("time", event.times().event().toEpochMilli()).put("timezone_offset", 0);
    Event.Window window = event.times().window();
    // A connection with a known start goes on after an update; only closing ends it.
    if (event.facts() instanceof ConnectionFacts facts && facts.connection().startedAt() != null) {
      ocsf.put("start_time", facts.connection().startedAt().toEpochMilli());
      if (event.kind() == Kind.CONNECTION_CLOSED) {
        ocsf.put("end_time", window == null ? null : window.until().toEpochMilli())
            .put("duration", facts.connection().durationMaxMs());
      }
    } else if (window != null) {
      ocsf.put("start_time", window.after().toEpochMilli())
          .put("end_time", window.until().toEpochMilli());
    }
  }

  private static void writeRaw(Raw raw, ViewDocument ocsf) {
    ocsf.put("raw_data", raw.record())
        .put("raw_data_size", raw.record().getBytes(StandardCharsets.UTF_8).length);
    ocsf.in("raw_data_hash")
        .put("algorithm", "SHA-256")
        .put("algorithm_id", 3)
        .put("value", raw.sha256());
  }
}
