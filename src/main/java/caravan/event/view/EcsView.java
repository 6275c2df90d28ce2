package caravan.event.view;

import caravan.event.Asset;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Tls;
import caravan.event.View;
import caravan.model.Api;
import caravan.model.Target;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Events in the Elastic Common Schema 9.4.0. What ECS has no field for stands under {@code
 * caravan}.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs">ECS</a>
 */
@Singleton
public final class EcsView implements View {

  private static final String VERSION = "9.4.0";

  /** Everything but the vendor's record, in characters; a guess that saves copying. */
  private static final int USUAL_SIZE = 4096;

  @Override
  public String name() {
    return "ecs";
  }

  @Override
  public String dataschema(Event event) {
    return "https://caravan.internal/schema/ecs/" + VERSION;
  }

  @Override
  public Optional<String> json(Event event) {
    if (SharedFields.isMarker(event)) {
      return Optional.empty();
    }
    ViewDocument ecs = new ViewDocument();
    ecs.put("@timestamp", event.times().event()).put("message", EventSummary.of(event));
    ecs.in("ecs").put("version", VERSION);
    writeEvent(event, ecs);
    writeSource(event, ecs);
    if (event.facts() instanceof ConnectionFacts facts) {
      EcsConnection.write(event, facts, ecs);
    } else if (event.facts() instanceof Tls tls) {
      writeTls(tls, ecs);
    } else if (event.facts() instanceof DatabaseAccount account) {
      writeAccount(event, account, ecs);
    } else if (event.facts() instanceof Asset asset) {
      writeAsset(event, asset, ecs);
    }
    EcsExtension.write(event, ecs.in("caravan"));
    return Optional.of(ecs.json(USUAL_SIZE + event.raw().record().length()));
  }

  private static void writeEvent(Event event, ViewDocument ecs) {
    EcsClassification classification = EcsClassification.of(event);
    String dataset =
        "caravan." + event.scope().api().source().family().name().toLowerCase(Locale.ROOT);
    ecs.in("event")
        .put("id", event.id())
        .put("kind", classification.kind())
        .put("category", classification.categories())
        .put("type", classification.types())
        .put("action", event.kind().wire())
        .put("reason", event.endReason())
        .put("sequence", event.snapshot().sequence())
        .put("created", event.observedAt())
        .put("module", "caravan")
        .put("dataset", dataset)
        .put("provider", event.scope().api().source().operation())
        .put("original", event.raw().record())
        .put("hash", event.raw().sha256());
    ecs.in("data_stream").put("type", "logs").put("dataset", dataset).put("namespace", "default");
    ecs.in("observer").put("type", "poller").put("product", "caravan").put("vendor", "caravan");
  }

  private static void writeSource(Event event, ViewDocument ecs) {
    Api api = event.scope().api();
    Target target = event.scope().target();
    ViewDocument cloud =
        ecs.in("cloud")
            .put("provider", api.source().vendor())
            .put("region", SharedFields.region(event));
    cloud.in("account").put("id", target.account().accountId());
    cloud.in("project").put("id", target.projectId());
    cloud.in("service").put("name", api.source().service());
    ecs.in("service").put("type", api.source().service()).put("id", event.scope().resourceId());
  }

  private static void writeTls(Tls tls, ViewDocument ecs) {
    if (tls.certificate() != null) {
      Tls.Certificate certificate = tls.certificate();
      ViewDocument server =
          ecs.in("tls")
              .in("server")
              .put("not_after", certificate.expiresAt())
              .put("issuer", certificate.issuer());
      ViewDocument x509 = server.in("x509").put("not_after", certificate.expiresAt());
      x509.put("serial_number", plain(certificate.serialNumber()));
      x509.in("subject")
          .put(
              "common_name",
              certificate.commonName() == null ? null : List.of(certificate.commonName()));
    }
  }

  /** ECS wants serial numbers without colons and in one case. */
  private static String plain(String serialNumber) {
    return serialNumber == null ? null : serialNumber.replace(":", "").toUpperCase(Locale.ROOT);
  }

  private static void writeAccount(Event event, DatabaseAccount account, ViewDocument ecs) {
    String qualifiedName = SharedFields.qualifiedName(account);
    ecs.in("user")
        .put("name", account.name())
        .put("domain", SharedFields.database(account.database()))
        .put("id", qualifiedName)
        .put(
            "roles",
            SharedFields.isNotStated(event, "account.roles")
                ? null
                : SharedFields.roles(account.roles()));
    ecs.in("entity")
        .put("id", event.subject())
        .put("name", qualifiedName)
        .put("source", "caravan")
        .put("type", List.of("user"));
    ecs.in("related").put("user", List.of(account.name()));
  }

  /** The service is the resource that is listed, not the list. */
  private static void writeAsset(Event event, Asset asset, ViewDocument ecs) {
    ecs.in("service").put("id", asset.id());
    ecs.in("entity")
        .put("id", event.subject())
        .put("name", asset.state().name())
        .put("source", "caravan")
        .put("type", List.of(SharedFields.isGateway(event) ? "service" : "database"));
  }
}
