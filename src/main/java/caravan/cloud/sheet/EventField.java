package caravan.cloud.sheet;

import caravan.model.Api.Family;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields of an event that a row can fill. They are read in this order, except those of the
 * subject, which come first.
 */
enum EventField {
  CONNECTION_ID("connection.vendor_id", Family.CONNECTION, Type.TEXT),
  STARTED_AT("connection.started_at", Family.CONNECTION, Type.TIME),
  USER_NAME("client.user.name", Family.CONNECTION, Type.TEXT),
  USER_ORIGIN(
      "client.user.origin", Family.CONNECTION, Type.CONSTANT, "response request certificate"),
  ADDRESS("client.address", Family.CONNECTION, Type.ADDRESS),
  VIRTUAL_ADDRESS("client.virtual_address", Family.CONNECTION, Type.ADDRESS),
  COUNT("connection.count", Family.CONNECTION, Type.COUNTER),
  INTERNAL("client.internal", Family.CONNECTION, Type.FLAG),
  GRANULARITY(
      "connection.granularity", Family.CONNECTION, Type.CONSTANT, "single client_aggregate"),
  TUNNEL("connection.tunnel", Family.CONNECTION, Type.FLAG),
  MEASURED_AT("traffic.measured_at", Family.CONNECTION, Type.TIME),
  BYTES_FROM_CLIENT("traffic.total.bytes_from_client", Family.CONNECTION, Type.COUNTER),
  BYTES_TO_CLIENT("traffic.total.bytes_to_client", Family.CONNECTION, Type.COUNTER),
  PACKETS_FROM_CLIENT("traffic.total.packets_from_client", Family.CONNECTION, Type.COUNTER),
  PACKETS_TO_CLIENT("traffic.total.packets_to_client", Family.CONNECTION, Type.COUNTER),
  CONNECTION_DATABASE("connection.database", Family.CONNECTION, Type.TEXT),
  TLS_ENABLED("tls.enabled", Family.ENDPOINT, Type.FLAG),
  CERTIFICATE_EXPIRY("tls.certificate.expires_at", Family.ENDPOINT, Type.EXPIRY),
  CERTIFICATE_URL("tls.certificate.url", Family.ENDPOINT, Type.URL),
  CERTIFICATE_NAME("tls.certificate.common_name", Family.ENDPOINT, Type.TEXT),
  CERTIFICATE_ISSUER("tls.certificate.issuer", Family.ENDPOINT, Type.TEXT),
  CERTIFICATE_SERIAL("tls.certificate.serial_number", Family.ENDPOINT, Type.TEXT),
  TLS_REQUIRED("tls.required", Family.ENDPOINT, Type.FLAG),
  TLS_MIN_VERSION("tls.min_version", Family.ENDPOINT, Type.TEXT),
  ACCOUNT_DATABASE("account.database", Family.ACCOUNT, Type.TEXT),
  ACCOUNT_NAME("account.name", Family.ACCOUNT, Type.TEXT),
  ACCOUNT_ENABLED("account.enabled", Family.ACCOUNT, Type.FLAG),
  ACCOUNT_HOSTS("account.hosts", Family.ACCOUNT, Type.TEXTS),
  ACCOUNT_EXPIRY("account.expires_at", Family.ACCOUNT, Type.EXPIRY),
  ACCOUNT_CREATED_AT("account.created_at", Family.ACCOUNT, Type.TIME),
  PASSWORD_CHANGED_AT("account.password_changed_at", Family.ACCOUNT, Type.TIME),
  ACCOUNT_TYPE("account.type", Family.ACCOUNT, Type.CONSTANT, "database_user vpn_user certificate"),
  ACCOUNT_LABEL("account.label", Family.ACCOUNT, Type.TEXT),
  ASSET_ID("asset.id", Family.RESOURCE, Type.TEXT),
  ASSET_NAME("asset.name", Family.RESOURCE, Type.TEXT),
  ASSET_STATUS("asset.status", Family.RESOURCE, Type.SCALAR),
  ASSET_RUNNING("asset.running", Family.RESOURCE, Type.FLAG),
  ASSET_NETWORK("asset.network", Family.RESOURCE, Type.TEXT),
  ASSET_PROJECT("asset.project", Family.RESOURCE, Type.SCALAR),
  ASSET_REGION("asset.region", Family.RESOURCE, Type.TEXT),
  ASSET_CREATED_AT("asset.created_at", Family.RESOURCE, Type.TIME),
  ASSET_ENGINE_VERSION("asset.engine_version", Family.RESOURCE, Type.SCALAR);

  /** What a field holds, and so how the vendor's value is read. */
  enum Type {
    TEXT,
    /** A text, or a whole number as its digits. */
    SCALAR,
    /** A list of texts, or one text. */
    TEXTS,
    ADDRESS,
    COUNTER,
    TIME,
    /** A time that may lie in the future, kept with its text and the zone that was assumed. */
    EXPIRY,
    FLAG,
    URL,
    /** One of few words, which the sheet states. */
    CONSTANT
  }

  private final String path;
  private final Family family;
  private final Type type;
  private final String words;

  EventField(String path, Family family, Type type) {
    this(path, family, type, "");
  }

  EventField(String path, Family family, Type type, String words) {
    this.path = path;
    this.family = family;
    this.type = type;
    this.words = words;
  }

  /** Dotted path in the event. */
  String path() {
    return path;
  }

  Family family() {
    return family;
  }

  Type type() {
    return type;
  }

  /** The words it may hold; empty for any. */
  List<String> words() {
    return words.isEmpty() ? List.of() : List.of(words.split(" "));
  }

  /** The field at a path in events of a family. */
  static Optional<EventField> at(String path, Family family) {
    return Arrays.stream(values())
        .filter(one -> one.family == family && one.path.equals(path))
        .findFirst();
  }

  /** Paths that rows of a family can fill. */
  static List<String> paths(Family family) {
    return Arrays.stream(values())
        .filter(one -> one.family == family)
        .map(EventField::path)
        .toList();
  }
}
