package caravan.event;

import caravan.model.Api;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The thirteen kinds of event. */
public enum Kind {
  /** A connection as first or again seen. */
  CONNECTION_OBSERVED("connection.observed"),
  /** A connection that appeared. */
  CONNECTION_OPENED("connection.opened"),
  /** A connection that changed. */
  CONNECTION_UPDATED("connection.updated"),
  /** A connection that is gone. */
  CONNECTION_CLOSED("connection.closed"),
  /** Transport security as first or again seen. */
  ENDPOINT_TLS_OBSERVED("endpoint.tls_observed"),
  /** Transport security that changed. */
  ENDPOINT_TLS_CHANGED("endpoint.tls_changed"),
  /** An endpoint that is gone. */
  ENDPOINT_REMOVED("endpoint.removed"),
  /** An account as first or again seen. */
  ACCOUNT_OBSERVED("account.observed"),
  /** An account that appeared. */
  ACCOUNT_ADDED("account.added"),
  /** An account that changed. */
  ACCOUNT_CHANGED("account.changed"),
  /** An account that is gone. */
  ACCOUNT_REMOVED("account.removed"),
  /** Marker of a complete poll. */
  SNAPSHOT_COMPLETED("snapshot.completed"),
  /** Marker of a partial or failed poll. */
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
    return this == CONNECTION_CLOSED || this == ENDPOINT_REMOVED || this == ACCOUNT_REMOVED;
  }

  /** Whether an event of the kind with this name states the end of its subject. */
  public static boolean ends(String wire) {
    return ENDS.contains(wire);
  }

  /** The kind that states a record of a family without claiming a change. */
  public static Kind observed(Api.Family family) {
    return switch (family) {
      case CONNECTION -> CONNECTION_OBSERVED;
      case ENDPOINT -> ENDPOINT_TLS_OBSERVED;
      case ACCOUNT -> ACCOUNT_OBSERVED;
    };
  }

  /** The kind that states a subject that was not there before. */
  public static Kind appeared(Api.Family family) {
    return switch (family) {
      case CONNECTION -> CONNECTION_OPENED;
      case ENDPOINT -> ENDPOINT_TLS_OBSERVED;
      case ACCOUNT -> ACCOUNT_ADDED;
    };
  }

  /** The kind that states a material change. */
  public static Kind changed(Api.Family family) {
    return switch (family) {
      case CONNECTION -> CONNECTION_UPDATED;
      case ENDPOINT -> ENDPOINT_TLS_CHANGED;
      case ACCOUNT -> ACCOUNT_CHANGED;
    };
  }

  /** The kind that states the end of a subject. */
  public static Kind ended(Api.Family family) {
    return switch (family) {
      case CONNECTION -> CONNECTION_CLOSED;
      case ENDPOINT -> ENDPOINT_REMOVED;
      case ACCOUNT -> ACCOUNT_REMOVED;
    };
  }
}
