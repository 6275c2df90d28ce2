package caravan.normalize;

import caravan.model.Address;
import caravan.model.Observation;
import caravan.model.Quality;
import caravan.model.Raw;
import caravan.model.Rejected;
import caravan.model.Scope;
import caravan.redact.RecordRedaction;
import caravan.redact.Urls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One vendor record while it is being read: typed access to the fields its API declares. Methods
 * that start with {@code required} throw {@link Rejected} when the field is missing or wrong. The
 * others return null then and note a doubt: {@code vendor_null} for null and empty text, {@code
 * unknown_value} for what cannot be read. A field that is simply not there leaves no doubt.
 *
 * <p>Parameter {@code name} is always the vendor's name of a field and {@code path} the dotted path
 * of the event field it becomes.
 */
public final class Fields {

  /** Most characters of a name, in code points. */
  private static final int LONGEST_NAME = 512;

  private static final int LONGEST_ADDRESS = 128;
  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_TIME_TEXT = 128;

  /** How far a vendor's clock may run ahead before its times are doubted. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final String MISSING_FIELD = "missing_field";
  private static final String WRONG_TYPE = "wrong_type";
  private static final String TOO_LONG = "too_long";
  private static final String UNKNOWN_VALUE = "unknown_value";
  private static final String VENDOR_NULL = "vendor_null";

  /** The record as the vendor sent it, credentials included; read for URLs only. */
  private final ObjectNode original;

  /** The record without credentials: what everything else is read from. */
  private final JsonNode fields;

  private final ZoneOffset assumedZone;
  private final Instant latest;
  private final Raw raw;
  private final Doubts doubts = new Doubts();

  /**
   * A time and the text it was read from.
   *
   * @param instant the instant, or null when the text is no time
   * @param text vendor's text; null when it is too long to be one
   * @param zone offset that was assumed because the text has none, or null
   */
  public record TimeText(Instant instant, String text, String zone) {}

  /**
   * A record about to be read.
   *
   * @param vendorRecord the record; it is not changed
   * @param scope scope it was listed in, which says what zone to assume
   * @param place where it stood, which says when it was read
   * @param declared names of the fields the API declares; others are doubts
   */
  @SuppressWarnings("ReferenceEquality") // Redaction copies what it changes and nothing else.
  public Fields(
      ObjectNode vendorRecord, Scope scope, Observation.Place place, Set<String> declared) {
    original = vendorRecord;
    fields = Records.redacted(vendorRecord);
    assumedZone = scope.target().assumedZone();
    latest = place.observedAt().plus(CLOCK_TOLERANCE);
    raw = Records.published(fields);
    undeclared("", vendorRecord, declared);
    if (fields != original) {
      cutUrls(declared);
    }
    if (raw.truncated()) {
      doubts.add("raw_truncated", "raw.record");
    }
  }

  /** Notes the members that the API does not declare, by name and prefix. */
  private void undeclared(String prefix, ObjectNode object, Set<String> declared) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      if (!declared.contains(name)) {
        doubts.add("unknown_field", "raw.record", Echo.text(prefix + name));
      }
    }
  }

  /** Notes the text fields that had a URL cut; a declared URL is noted where it is read. */
  @SuppressWarnings("ReferenceEquality") // Redaction copies what it changes and nothing else.
  private void cutUrls(Set<String> declared) {
    for (Map.Entry<String, JsonNode> member : original.properties()) {
      String name = member.getKey();
      boolean noted = declared.contains(name) && RecordRedaction.namesUrl(name);
      boolean changed = fields.get(name) != member.getValue();
      if (changed && !noted && member.getValue().isTextual() && !RecordRedaction.namesSecret(name)) {
        doubts.add("url_redacted", "raw.record", Echo.text(name));
      }
    }
  }

  /**
   * Notes the undeclared members of an object inside the record, for example of {@code roles[]}.
   */
  public void undeclaredIn(String path, ObjectNode object, Set<String> declared) {
    undeclared(path + ".", object, declared);
  }

  /** The field, credentials removed; null when it is missing, JSON null or empty text. */
  public JsonNode value(String name) {
    JsonNode value = fields.get(name);
    return isNone(value) ? null : value;
  }

  private static boolean isNone(JsonNode value) {
    return value == null || value.isNull() || (value.isTextual() && value.textValue().isEmpty());
  }

  /** The field, with the doubt that a stated null leaves. */
  private JsonNode optional(String name, String path) {
    JsonNode value = value(name);
    if (value == null && fields.has(name)) {
      doubts.add(VENDOR_NULL, path);
    }
    return value;
  }

  /** A field the record cannot do without. */
  private JsonNode required(String name) {
    JsonNode value = value(name);
    if (value == null) {
      throw new Rejected(MISSING_FIELD, name, "missing, null or empty");
    }
    return value;
  }

  /** Text the record cannot do without. Classes: {@code missing_field}, {@code wrong_type}. */
  public String requiredText(String name) {
    JsonNode value = required(name);
    if (!value.isTextual()) {
      throw new Rejected(WRONG_TYPE, name, "not text: " + Echo.quoted(value));
    }
    return value.textValue();
  }

  /** A name of at most 512 characters, or null. */
  public String name(String name, String path) {
    JsonNode value = optional(name, path);
    if (value == null) {
      return null;
    }
    boolean fits = value.isTextual() && fits(value.textValue(), LONGEST_NAME);
    return fits ? value.textValue() : unknown(path, value);
  }

  /** Refuses a name that is too long for an event. Class: {@code too_long}. */
  public static String checkedName(String name, String text) {
    if (!fits(text, LONGEST_NAME)) {
      throw new Rejected(TOO_LONG, name, "longer than " + LONGEST_NAME + " characters");
    }
    return text;
  }

  private static boolean fits(String text, int most) {
    return text.length() <= most
        || (text.length() <= 2 * most && text.codePointCount(0, text.length()) <= most);
  }

  /** A truth value, or null. */
  public Boolean flag(String name, String path) {
    JsonNode value = optional(name, path);
    if (value == null) {
      return null;
    }
    return value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : unknown(path, value);
  }

  /** A switch the vendor writes as 0 or 1, or null. */
  public Boolean zeroOrOne(String name, String path) {
    JsonNode value = optional(name, path);
    Long number = value == null ? null : Counters.read(value);
    if (number != null && number <= 1) {
      return number == 1;
    }
    return value == null ? null : unknown(path, value);
  }

  /** A counter, or null. */
  public Long counter(String name, String path) {
    JsonNode value = optional(name, path);
    Long counter = value == null ? null : Counters.read(value);
    return counter == null && value != null ? unknown(path, value) : counter;
  }

  /** A counter the record cannot do without. Classes: {@code missing_field}, {@code bad_number}. */
  public long requiredCounter(String name) {
    JsonNode value = required(name);
    Long counter = Counters.read(value);
    if (counter == null) {
      throw new Rejected("bad_number", name, "not a counter: " + Echo.quoted(value));
    }
    return counter;
  }

  /** An instant in the past, or null. */
  public Instant time(String name, String path) {
    JsonNode value = optionalTime(name, path);
    Times.Moment moment = value == null ? null : Times.read(value, assumedZone);
    if (moment == null) {
      return value == null ? null : unknown(path, value);
    }
    return checked(moment, path);
  }

  /**
   * An instant in the past that the record cannot do without. Classes: {@code missing_field},
   * {@code bad_time}.
   */
  public Instant requiredTime(String name, String path) {
    JsonNode value = required(name);
    if (isNoTime(value)) {
      throw new Rejected(MISSING_FIELD, name, "no time: " + Echo.quoted(value));
    }
    Times.Moment moment = Times.read(value, assumedZone);
    if (moment == null) {
      throw new Rejected("bad_time", name, "not a time: " + Echo.quoted(value));
    }
    return checked(moment, path);
  }

  /** An instant that may lie in the future, with its text; null when the vendor states none. */
  public TimeText timeText(String name, String path) {
    JsonNode value = optionalTime(name, path);
    if (value == null) {
      return null;
    }
    String text = value.asText();
    Times.Moment moment = Times.read(value, assumedZone);
    if (moment == null) {
      unknown(path, value);
      boolean shown = value.isTextual() && fits(text, LONGEST_TIME_TEXT);
      return new TimeText(null, shown ? text : null, null);
    }
    assumed(moment, path);
    return new TimeText(
        moment.instant(), text, moment.zoneAssumed() ? Times.offset(assumedZone) : null);
  }

  private JsonNode optionalTime(String name, String path) {
    JsonNode value = optional(name, path);
    if (value != null && isNoTime(value)) {
      doubts.add(VENDOR_NULL, path);
      return null;
    }
    return value;
  }

  private static boolean isNoTime(JsonNode value) {
    return value.isTextual() && Times.isNone(value.textValue());
  }

  private Instant checked(Times.Moment moment, String path) {
    assumed(moment, path);
    if (moment.instant().isAfter(latest)) {
      doubts.add("clock_skew", path);
    }
    return moment.instant();
  }

  private void assumed(Times.Moment moment, String path) {
    if (moment.zoneAssumed()) {
      doubts.add("assumed_time_zone", path, Times.offset(assumedZone));
    }
  }

  /** An address, or null. */
  public Address address(String name, String path, String role) {
    JsonNode value = optional(name, path);
    if (value == null) {
      return null;
    }
    boolean fits = value.isTextual() && fits(value.textValue(), LONGEST_ADDRESS);
    return fits ? read(value.textValue(), path, role) : unknown(path, value);
  }

  /**
   * An address the record cannot do without. Classes: {@code missing_field}, {@code wrong_type},
   * {@code too_long}.
   */
  public Address requiredAddress(String name, String path, String role) {
    String text = requiredText(name);
    if (!fits(text, LONGEST_ADDRESS)) {
      throw new Rejected(TOO_LONG, name, "longer than " + LONGEST_ADDRESS + " characters");
    }
    return read(text, path, role);
  }

  private Address read(String text, String path, String role) {
    Addresses.Reading reading = Addresses.read(text, role);
    if (reading.doubt() != null) {
      doubts.add(reading.doubt(), path);
    }
    return reading.address();
  }

  /** A URL without user info, query and fragment, or null. */
  public String url(String name, String path) {
    JsonNode value = optional(name, path);
    if (value == null) {
      return null;
    }
    JsonNode stated = original.get(name);
    Urls.Url url = stated.isTextual() ? Urls.read(stated.textValue()) : null;
    if (url == null || !fits(url.text(), LONGEST_URL)) {
      // Without a detail: what cannot be read as a URL may be a credential all the same.
      doubts.add(UNKNOWN_VALUE, path);
      return null;
    }
    if (url.redacted()) {
      doubts.add("url_redacted", path);
    }
    if (url.insecure()) {
      doubts.add("insecure_url", path);
    }
    return url.text();
  }

  /** Notes that a value cannot be read; returns null, to stand in its place. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // Null is of every type, so no cast is hidden.
  public <T> T unknown(String path, JsonNode value) {
    doubts.add(UNKNOWN_VALUE, path, Echo.detail(value));
    return null;
  }

  /** Notes that the vendor stated nothing where the event needs something. */
  public void missing(String path) {
    doubts.add(VENDOR_NULL, path);
  }

  /** The doubts noted so far. */
  public List<Quality> quality() {
    return doubts.list();
  }

  /** The record as it is published. */
  public Raw raw() {
    return raw;
  }
}
