package caravan.event;

import caravan.model.Api;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The seventeen kinds of event. */
public enum Kind {
  CONNECTION_OBSERVED("connection.observed"),
  CONNECTION_OPENED("connection.opened"),
  CONNECTION_UPDATED("connection.updated"),
  CONNECTION_CLOSED("connection.closed"),
  ENDPOINT_TLS_OBSERVED("endpoint.tls_observed"),
  ENDPOINT_TLS_CHANGED("endpoint.tls_changed"),
  ENDPOINT_REMOVED("endpoint.removed"),
  ACCOUNT_OBSERVED("account.observed"),
  ACCOUNT_ADDED("account.added"),
  ACCOUNT_CHANGED("account.changed"),
  ACCOUNT_REMOVED("account.removed"),
  RESOURCE_OBSERVED("resource.observed"),
  RESOURCE_ADDED("resource.added"),
  RESOURCE_CHANGED("resource.changed"),
  RESOURCE_REMOVED("resource.removed"),
  SNAPSHOT_COMPLETED("snapshot.completed"),
  SNAPSHOT_INCOMPLETE("snapshot.incomplete");

  private static final Set<String> ENDS =
      Arrays.stream(values())
          .filter(Kind::ends)
          .map(Kind::wire)
          .collect(Collectors.toUnmodifiableSet());

  private final String wire;

  Kind(String wire) {
    this.wire = wire;
  }

  /** Name in events and headers. */
  public String wire() {
    return wire;
  }

  /** Whether it states the end of its subject. */
  public boolean ends() {
    return this == CONNECTION_CLOSED
        || this == ENDPOINT_REMOVED
        || this == ACCOUNT_REMOVED
        || this == RESOURCE_REMOVED;
  }

  /** Whether an event of the kind with this name states the end of its subject. */
  public static boolean ends(String wire) {
    return ENDS.contains(wire);
  }

  /** The kind that states a record of a family without claiming a change. */
  public static Kind observed(Api.Family family) {
    return of(
        family, CONNECTION_OBSERVED, ENDPOINT_TLS_OBSERVED, ACCOUNT_OBSERVED, RESOURCE_OBSERVED);
  }

  /** The kind that states a subject that was not there before. */
  public static Kind appeared(Api.Family family) {
    return of(family, CONNECTION_OPENED, ENDPOINT_TLS_OBSERVED, ACCOUNT_ADDED, RESOURCE_ADDED);
  }

  /** The kind that states a material change. */
  public static Kind changed(Api.Family family) {
    return of(family, CONNECTION_UPDATED, ENDPOINT_TLS_CHANGED, ACCOUNT_CHANGED, RESOURCE_CHANGED);
  }

  /** The kind that states the end of a subject. */
  public static Kind ended(Api.Family family) {
    return of(family, CONNECTION_CLOSED, ENDPOINT_REMOVED, ACCOUNT_REMOVED, RESOURCE_REMOVED);
  }

  private static Kind of(
      Api.Family family, Kind connection, Kind endpoint, Kind account, Kind resource) {
    return switch (family) {
      case CONNECTION -> connection;
      case ENDPOINT -> endpoint;
      case ACCOUNT -> account;
      case RESOURCE -> resource;
    };
  }
}
