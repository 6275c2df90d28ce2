package caravan.event.view;

import caravan.event.Event;
import java.util.List;

/**
 * What an event is to ECS.
 *
 * @param kind {@code state}, {@code asset} or {@code event}
 * @param categories what it concerns
 * @param types what happened
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-category-field-values-reference">ECS
 *     categorization fields</a>
 */
record EcsClassification(String kind, List<String> categories, List<String> types) {

  static EcsClassification of(Event event) {
    return switch (event.kind()) {
      case CONNECTION_OBSERVED -> connection("state", event, "info");
      case CONNECTION_OPENED -> connection("event", event, "start");
      case CONNECTION_UPDATED -> connection("event", event, "info");
      case CONNECTION_CLOSED -> connection("event", event, "end");
      case ENDPOINT_TLS_OBSERVED ->
          new EcsClassification("state", endpoint(event), List.of("info"));
      case ENDPOINT_TLS_CHANGED ->
          new EcsClassification("event", endpoint(event), List.of("change"));
      case ENDPOINT_REMOVED ->
          new EcsClassification("event", List.of("configuration"), List.of("deletion"));
      case ACCOUNT_OBSERVED -> account("asset", "info");
      case ACCOUNT_ADDED -> account("event", "creation");
      case ACCOUNT_CHANGED -> account("event", "change");
      case ACCOUNT_REMOVED -> account("event", "deletion");
      case RESOURCE_OBSERVED -> new EcsClassification("asset", endpoint(event), List.of("info"));
      case RESOURCE_ADDED ->
          new EcsClassification("event", List.of("configuration"), List.of("creation"));
      case RESOURCE_CHANGED -> new EcsClassification("event", endpoint(event), List.of("change"));
      case RESOURCE_REMOVED ->
          new EcsClassification("event", List.of("configuration"), List.of("deletion"));
      case SNAPSHOT_COMPLETED, SNAPSHOT_INCOMPLETE ->
          throw new IllegalArgumentException("a marker has no ECS category");
    };
  }

  private static EcsClassification connection(String kind, Event event, String type) {
    String what = SharedFields.isGateway(event) ? "session" : "database";
    return new EcsClassification(kind, List.of("network", what), List.of("connection", type));
  }

  private static List<String> endpoint(Event event) {
    return SharedFields.isGateway(event)
        ? List.of("configuration")
        : List.of("configuration", "database");
  }

  private static EcsClassification account(String kind, String type) {
    return new EcsClassification(kind, List.of("iam"), List.of("user", type));
  }
}
