package caravan.cloud.record;

import caravan.event.Address;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.redact.RecordRedaction;
import caravan.redact.Urls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Typed access to the fields of one vendor record. Methods that start with {@code required} throw
 * {@link Rejected} if the field is missing or wrong. The others return null and add a quality note:
 * {@code vendor_null} for null and empty text, {@code unknown_value} for an unreadable value. A
 * field that is absent adds no note.
 *
 * <p>Parameter {@code name} is always the vendor's name of a field and {@code path} the dotted path
 * of the event field it becomes.
 */
public final class Fields {

  /** Bounds on texts, in code points. */
  private static final int MAX_NAME = 512;

  private static final int MAX_TEXTS = 64;
  private static final int MAX_ADDRESS = 128;
  private static final int MAX_URL = 2048;
  private static final int MAX_TIME_TEXT = 128;

  /** A vendor time further ahead of this machine's clock gets a quality note. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final String MISSING_FIELD = "missing_field";
  private static final String WRONG_TYPE = "wrong_type";
  private static final String TOO_LONG = "too_long";
  private static final String UNKNOWN_VALUE = "unknown_value";
  private static final String VENDOR_NULL = "vendor_null";

  /** The record as sent, with its credentials; read for URLs only. */
  private final ObjectNode original;

  /** The record without credentials; everything else is read from it. */
  private final JsonNode fields;

  private final ZoneOffset assumedZone;
  private final Instant latest;
  private final Raw raw;
  private final QualityNotes notes = new QualityNotes();

  /**
   * A time and the text it was read from.
   *
   * @param instant the instant, or null if the text is not a time
   * @param text vendor's text; null if it is too long for a time
   * @param zone offset assumed because the text has none, or null
   */
  public record TimeText(Instant instant, String text, String zone) {}

  /**
   * Reads a record, which is not changed.
   *
   * @param declared names of the fields the API declares; others are noted
   */
  @SuppressWarnings("ReferenceEquality") // Redaction copies only what it changes.
  public Fields(
      ObjectNode vendorRecord, Scope scope, Observation.Place place, Set<String> declared) {
    original = vendorRecord;
    List<String> plain = scope.api().row().plain();
    fields = RecordRedaction.of(vendorRecord, plain);
    assumedZone = scope.target().assumedZone();
    latest = place.observedAt().plus(CLOCK_TOLERANCE);
    raw = Records.published(fields);
    undeclared("", vendorRecord, declared);
    if (fields != original) {
      cutUrls(declared, plain);
    }
    if (raw.truncated()) {
      notes.add("raw_truncated", "raw.record");
    }
  }

  /** Notes the members that the API does not declare. */
  private void undeclared(String prefix, ObjectNode object, Set<String> declared) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      if (!declared.contains(name)) {
        notes.add("unknown_field", "raw.record", Excerpt.text(prefix + name));
      }
    }
  }

  /** Notes text fields whose URL was cut; a declared URL is noted where it is read. */
  @SuppressWarnings("ReferenceEquality") // Redaction copies only what it changes.
  private void cutUrls(Set<String> declared, List<String> plain) {
    for (Map.Entry<String, JsonNode> member : original.properties()) {
      String name = member.getKey();
      boolean noted = declared.contains(name) && RecordRedaction.namesUrl(name);
      boolean cut = member.getValue().isTextual() && fields.get(name) != member.getValue();
      if (cut && !noted && !RecordRedaction.hides(name, member.getValue(), plain)) {
        notes.add("url_redacted", "raw.record", Excerpt.text(name));
      }
    }
  }

  /** Notes undeclared members of an object inside the record, for example of {@code roles[]}. */
  public void undeclaredIn(String path, ObjectNode object, Set<String> declared) {
    undeclared(path + ".", object, declared);
  }

  /** The field without credentials; null if it is missing, JSON null or empty text. */
  public JsonNode value(String name) {
    JsonNode value = member(fields, name);
    return isNone(value) ? null : value;
  }

  /** The value at a dotted path; null if it is missing. */
  public static JsonNode member(JsonNode object, String path) {
    JsonNode value = object.get(path);
    if (value != null) {
      return value;
    }
    int dot = path.indexOf('.');
    JsonNode inside = dot < 0 ? null : object.get(path.substring(0, dot));
    return inside == null ? null : member(inside, path.substring(dot + 1));
  }

  private static boolean isNone(JsonNode value) {
    return value == null || value.isNull() || (value.isTextual() && value.textValue().isEmpty());
  }

  /** The field; a stated null is noted. */
  private JsonNode optional(String name, String path) {
    JsonNode value = member(fields, name);
    if (value != null && isNone(value)) {
      notes.add(VENDOR_NULL, path);
      return null;
    }
    return value;
  }

  /** The optional field as {@code reader} reads it; an unreadable value is noted. */
  private <T> T read(String name, String path, Function<JsonNode, T> reader) {
    return read(optional(name, path), path, reader);
  }

  private <T> T read(JsonNode value, String path, Function<JsonNode, T> reader) {
    if (value == null) {
      return null;
    }
    T result = reader.apply(value);
    return result == null ? unknown(path, value) : result;
  }

  /** A mandatory field. */
  private JsonNode required(String name) {
    JsonNode value = value(name);
    if (value == null) {
      throw new Rejected(MISSING_FIELD, name, "missing, null or empty");
    }
    return value;
  }

  /** Mandatory text. Classes: {@code missing_field}, {@code wrong_type}. */
  public String requiredText(String name) {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw new Rejected(WRONG_TYPE, name, "not text: " + Excerpt.quoted(value));
    }
    return value.textValue();
  }

  /** A name of at most 512 characters, or null. */
  public String name(String name, String path) {
    return read(name, path, value -> text(value, MAX_NAME));
  }

  /** A name, or a whole number as its digits; or null. */
  public String scalar(String name, String path) {
    return read(
        name, path, value -> value.isIntegralNumber() ? value.asText() : text(value, MAX_NAME));
  }

  /** A value as a name; null if it is no text or too long for one. */
  public static String name(JsonNode value) {
    return text(value, MAX_NAME);
  }

  /** Texts of a list, or of a field that holds one; null if there is none. Others are noted. */
  public List<String> texts(String name, String path) {
    JsonNode value = optional(name, path);
    if (value == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      String text = text(one, MAX_NAME);
      if (text == null || texts.size() == MAX_TEXTS) {
        unknown(path, one);
      } else {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Refuses a name that is too long for an event. Class: {@code too_long}. */
  public static String checkedName(String name, String text) {
    return checkedLength(name, text, MAX_NAME);
  }

  private static String checkedLength(String name, String text, int max) {
    if (!fits(text, max)) {
      throw new Rejected(TOO_LONG, name, "longer than " + max + " characters");
    }
    return text;
  }

  private static String text(JsonNode value, int max) {
    return value.isTextual() && fits(value.textValue(), max) ? value.textValue() : null;
  }

  private static boolean fits(String text, int max) {
    return text.length() <= max
        || (text.length() <= 2 * max && text.codePointCount(0, text.length()) <= max);
  }

  /** A truth value, or null. */
  public Boolean flag(String name, String path) {
    return read(name, path, value -> value.isBoolean() ? (Boolean) value.booleanValue() : null);
  }

  /** A truth value that the vendor writes as one of some values, or null. */
  public Boolean flag(String name, String path, List<String> whenTrue, List<String> whenFalse) {
    return read(
        name,
        path,
        value -> {
          if (isOneOf(value, whenTrue)) {
            return Boolean.TRUE;
          }
          return isOneOf(value, whenFalse) ? Boolean.FALSE : null;
        });
  }

  /** Whether a value is one of some texts; a number is, however it is written. */
  public static boolean isOneOf(JsonNode value, List<String> texts) {
    Long number = Counters.read(value);
    String text = number == null ? value.asText() : number.toString();
    return texts.contains(text) || (value.isTextual() && texts.contains(value.textValue()));
  }

  /** A counter, or null. */
  public Long counter(String name, String path) {
    return read(name, path, Counters::read);
  }

  /** A mandatory counter. Classes: {@code missing_field}, {@code bad_number}. */
  public long requiredCounter(String name) {
    JsonNode value = required(name);
    Long counter = Counters.read(value);
    if (counter == null) {
      throw new Rejected("bad_number", name, "not a counter: " + Excerpt.quoted(value));
    }
    return counter;
  }

  /** An instant in the past, or null. */
  public Instant time(String name, String path) {
    Times.Moment moment = read(optionalTime(name, path), path, this::moment);
    return moment == null ? null : checked(moment, path);
  }

  /** A mandatory instant in the past. Classes: {@code missing_field}, {@code bad_time}. */
  public Instant requiredTime(String name, String path) {
    JsonNode value = required(name);
    if (isNoTime(value)) {
      throw new Rejected(MISSING_FIELD, name, "no time: " + Excerpt.quoted(value));
    }
    Times.Moment moment = moment(value);
    if (moment == null) {
      throw new Rejected("bad_time", name, "not a time: " + Excerpt.quoted(value));
    }
    return checked(moment, path);
  }

  /** An instant that may lie in the future, with its text; null if the vendor states none. */
  public TimeText timeText(String name, String path) {
    JsonNode value = optionalTime(name, path);
    if (value == null) {
      return null;
    }
    Times.Moment moment = read(value, path, this::moment);
    if (moment == null) {
      return new TimeText(null, text(value, MAX_TIME_TEXT), null);
    }
    noteAssumedZone(moment, path);
    String zone = moment.zoneAssumed() ? Times.offset(assumedZone) : null;
    return new TimeText(moment.instant(), value.asText(), zone);
  }

  private Times.Moment moment(JsonNode value) {
    return Times.read(value, assumedZone);
  }

  private JsonNode optionalTime(String name, String path) {
    JsonNode value = optional(name, path);
    if (value != null && isNoTime(value)) {
      missing(path);
      return null;
    }
    return value;
  }

  private static boolean isNoTime(JsonNode value) {
    return value.isTextual() && Times.isNone(value.textValue());
  }

  private Instant checked(Times.Moment moment, String path) {
    noteAssumedZone(moment, path);
    if (moment.instant().isAfter(latest)) {
      notes.add("clock_skew", path);
    }
    return moment.instant();
  }

  private void noteAssumedZone(Times.Moment moment, String path) {
    if (moment.zoneAssumed()) {
      notes.add("assumed_time_zone", path, Times.offset(assumedZone));
    }
  }

  /** An address, or null. */
  public Address address(String name, String path, String role) {
    String text = read(name, path, value -> text(value, MAX_ADDRESS));
    return text == null ? null : readAddress(text, path, role);
  }

  /** A mandatory address. Classes: {@code missing_field}, {@code wrong_type}, {@code too_long}. */
  public Address requiredAddress(String name, String path, String role) {
    return readAddress(checkedLength(name, requiredText(name), MAX_ADDRESS), path, role);
  }

  /** Whether a row has one of some values in a field, or none there if no values are given. */
  public static boolean skips(ObjectNode row, String name, List<String> values) {
    JsonNode value = member(row, name);
    return values.isEmpty() ? isNone(value) : !isNone(value) && isOneOf(value, values);
  }

  /** The address with the port that stands in another field; unchanged if that has none. */
  public Address withPort(Address address, String name, String path) {
    Long port = read(name, path, value -> port(Counters.read(value)));
    return address == null || port == null ? address : address.withPort(port.intValue());
  }

  private static Long port(Long number) {
    return number != null && number <= Addresses.MAX_PORT ? number : null;
  }

  private Address readAddress(String text, String path, String role) {
    Addresses.Reading reading = Addresses.read(text, role);
    if (reading.doubt() != null) {
      notes.add(reading.doubt(), path);
    }
    return reading.address();
  }

  /** Text of a field that names the record, which may be a number. Class: {@code missing_field}. */
  public String requiredId(String name) {
    JsonNode value = required(name);
    return value.isIntegralNumber() ? value.asText() : requiredText(name);
  }

  /** A URL without user info, query and fragment, or null. */
  public String url(String name, String path) {
    if (optional(name, path) == null) {
      return null;
    }
    JsonNode stated = member(original, name);
    Urls.Url url = stated.isTextual() ? Urls.read(stated.textValue()) : null;
    if (url == null || !fits(url.text(), MAX_URL)) {
      // No detail: a text that is not a URL may still be a credential.
      notes.add(UNKNOWN_VALUE, path);
      return null;
    }
    if (url.redacted()) {
      notes.add("url_redacted", path);
    }
    if (url.insecure()) {
      notes.add("insecure_url", path);
    }
    return url.text();
  }

  /** Notes an unreadable value; returns null in its place. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // Null is of every type, so no cast is hidden.
  public <T> T unknown(String path, JsonNode value) {
    notes.add(UNKNOWN_VALUE, path, Excerpt.detail(value));
    return null;
  }

  /** Notes that the vendor gives no value. */
  public void missing(String path) {
    notes.add(VENDOR_NULL, path);
  }

  /** Notes that the vendor's answer never says it. */
  public void notStated(String path) {
    notes.add("not_stated", path);
  }

  /** The quality notes so far. */
  public List<Quality> quality() {
    return notes.list();
  }

  /** The record as it is published. */
  public Raw raw() {
    return raw;
  }
}
