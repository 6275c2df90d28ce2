package caravan.event.format;

import caravan.event.UnreadableRecord;
import jakarta.inject.Singleton;

/**
 * The formats that values of the events and state topics have: the one that is written, and all
 * that are read, because a topic keeps its older values when the setting changes.
 */
@Singleton
public final class EventFormats {

  private final EventFormat json = new JsonFormat();
  private final EventFormat avro;
  private final EventFormat written;

  public EventFormats(FormatSettings settings) {
    this.avro =
        new AvroFormat(
            settings
                .registry()
                .url()
                .map(url -> new SchemaRegistry(url, settings.registry()))
                .orElse(null));
    this.written = settings.format() == FormatSettings.Format.AVRO ? avro : json;
  }

  /** The format that events are written in. */
  public EventFormat written() {
    return written;
  }

  /**
   * What a value of the state topic says of its subject.
   *
   * @param contentType the record's header {@code content-type}, or null when it has none
   * @param value the record's value
   * @throws UnreadableRecord when the value cannot be read, and will not be later
   * @throws RegistryException when the schema cannot be fetched now
   */
  public Recorded read(String contentType, byte[] value) throws UnreadableRecord {
    if (JsonFormat.CONTENT_TYPE.equals(contentType)) {
      return json.read(value);
    }
    if (AvroFormat.CONTENT_TYPE.equals(contentType)) {
      return avro.read(value);
    }
    throw UnreadableRecord.at(
        "",
        contentType == null
            ? "has no header content-type"
            : "has a header content-type other than application/json and application/avro");
  }
}
