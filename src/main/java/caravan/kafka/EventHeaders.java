package caravan.kafka;

import caravan.event.Event;
import caravan.json.Instants;
import caravan.poll.Poll;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The headers of one poll's events. Those that all events share are encoded once. */
final class EventHeaders {

  private static final DateTimeFormatter SLOT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SEQUENCE_DIGITS = 6;

  /** Index of {@code ce_dataschema} in the shared headers. */
  private static final int DATASCHEMA = 3;

  private final Header[] shared;
  private final String slot;
  private Instant lastRead;
  private Header lastReadHeader;

  EventHeaders(Poll poll, String contentType) {
    String scope = poll.scope().path();
    this.slot = SLOT.format(poll.scheduledAt()) + "-";
    this.shared =
        new Header[] {
          contentType(contentType),
          header("ce_specversion", "1.0"),
          header("ce_source", "/" + scope),
          header("ce_dataschema", "https://caravan.internal/schema/connection-event/1"),
          header("ce_partitionkey", scope),
          header("ce_correlationid", poll.id())
        };
  }

  List<Header> of(Event event) {
    Header[] all = Arrays.copyOf(shared, shared.length + 6);
    int at = shared.length;
    all[at++] = header("ce_id", event.id());
    all[at++] = header("ce_type", type(event));
    all[at++] = header("ce_time", Instants.text(event.times().event()));
    all[at++] = header("ce_subject", event.subject());
    all[at++] = header("ce_sequence", sequence(event.snapshot().sequence()));
    all[at] = recordedTime(event.observedAt());
    return Arrays.asList(all);
  }

  List<Header> of(Event event, String dataschema) {
    List<Header> headers = of(event);
    headers.set(DATASCHEMA, header("ce_dataschema", dataschema));
    return headers;
  }

  /** Headers of the tombstone of a subject: what ended it, and no more. */
  static List<Header> ofEnd(Event event) {
    return List.of(header("ce_id", event.id()), header("ce_type", type(event)));
  }

  static Header contentType(String value) {
    return header("content-type", value);
  }

  /** The same for all records of a page, so the last one is kept. */
  private Header recordedTime(Instant read) {
    if (!read.equals(lastRead)) {
      lastRead = read;
      lastReadHeader = header("ce_recordedtime", Instants.text(read));
    }
    return lastReadHeader;
  }

  private String sequence(int number) {
    String digits = Integer.toString(number);
    return slot + "0".repeat(Math.max(0, SEQUENCE_DIGITS - digits.length())) + digits;
  }

  private static String type(Event event) {
    return "internal.caravan." + event.kind().wire();
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
