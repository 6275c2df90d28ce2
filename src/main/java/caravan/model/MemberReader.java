package caravan.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/**
 * Walks the members of one JSON record in the order they come in, and insists on their types. It is
 * always at the name of a member, and each of its reading methods takes the value behind it.
 */
final class MemberReader {

  /**
   * Names are not kept from one record to the next: what a record of this service holds as a name
   * can be any subject.
   */
  private static final JsonFactory ANY_NAMES =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private static final JsonFactory FEW_NAMES = new JsonFactory();

  private final JsonParser json;
  private String name;

  private MemberReader(JsonParser json) {
    this.json = json;
  }

  /** What becomes of the members of a record. */
  interface Body<T> {

    /** Reads the record, whose first member is the {@link #next} one. */
    T read(MemberReader in) throws IOException, UnreadableRecord;
  }

  /** Reads one record whose members have the names of the contract, mostly. */
  static <T> T event(byte[] record, Body<T> body) throws UnreadableRecord {
    return read(FEW_NAMES, record, body);
  }

  /** Reads one record whose members can have any names. */
  static <T> T checkpoint(byte[] record, Body<T> body) throws UnreadableRecord {
    return read(ANY_NAMES, record, body);
  }

  private static <T> T read(JsonFactory factory, byte[] record, Body<T> body)
      throws UnreadableRecord {
    String[] at = {""};
    try (JsonParser json = factory.createParser(record)) {
      try {
        MemberReader in = new MemberReader(json);
        in.open();
        T read = body.read(in);
        if (json.nextToken() != null) {
          throw UnreadableRecord.at("", "has something behind its end");
        }
        return read;
      } catch (IOException e) {
        at[0] = place(json.currentLocation());
        throw e;
      }
    } catch (IOException e) {
      // Not the parser's own words: they quote the record.
      throw UnreadableRecord.at("", "is no JSON text" + at[0]);
    }
  }

  /** Jackson counts characters instead of bytes when it keeps no names. */
  private static String place(JsonLocation at) {
    return at.getByteOffset() < 0
        ? ", at character " + at.getCharOffset()
        : ", at byte " + at.getByteOffset();
  }

  /** Opens the object that is the value. */
  void open() throws IOException, UnreadableRecord {
    expect(JsonToken.START_OBJECT, "is no object");
  }

  /** Opens the array that is the value. */
  void openArray() throws IOException, UnreadableRecord {
    expect(JsonToken.START_ARRAY, "is no array");
  }

  /** Opens the next element of an array, an object; false at the end of the array. */
  boolean openElement() throws IOException, UnreadableRecord {
    JsonToken token = json.nextToken();
    if (token == JsonToken.END_ARRAY) {
      return false;
    }
    check(token == JsonToken.START_OBJECT, "is no object");
    return true;
  }

  /** Goes to the next member of the object; false at its end. */
  boolean next() throws IOException {
    name = json.nextFieldName();
    return name != null;
  }

  /** Name of the member. */
  String name() {
    return name;
  }

  /** Passes over the value. */
  void skip() throws IOException {
    json.nextToken();
    json.skipChildren();
  }

  /** A string. */
  String text() throws IOException, UnreadableRecord {
    expect(JsonToken.VALUE_STRING, "is no string");
    return json.getText();
  }

  /** A boolean. */
  boolean truth() throws IOException, UnreadableRecord {
    JsonToken token = json.nextToken();
    check(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, "is no boolean");
    return token == JsonToken.VALUE_TRUE;
  }

  /** An integer of 64 bits. */
  long count() throws IOException, UnreadableRecord {
    expect(JsonToken.VALUE_NUMBER_INT, "is no integer");
    check(json.getNumberType() != JsonParser.NumberType.BIG_INTEGER, "has more than 64 bits");
    return json.getLongValue();
  }

  /** An integer of 32 bits. */
  int whole() throws IOException, UnreadableRecord {
    long count = count();
    check(count == (int) count, "has more than 32 bits");
    return (int) count;
  }

  /** An instant in the one form of the contract. */
  Instant instant() throws IOException, UnreadableRecord {
    Instant instant = Instants.read(text());
    check(instant != null, "is no instant");
    return instant;
  }

  /** A hash, {@code sha256:} and 64 lower-case hex digits. */
  String hash() throws IOException, UnreadableRecord {
    String text = text();
    check(Hashes.isPrefixed(text), "is no hash");
    return text;
  }

  /** The member has to be as stated. */
  void check(boolean holds, String otherwise) throws UnreadableRecord {
    if (!holds) {
      throw UnreadableRecord.at(json.getParsingContext().pathAsPointer().toString(), otherwise);
    }
  }

  /** The object just read must have had the member. */
  void require(Object value, String member) throws UnreadableRecord {
    if (value == null) {
      check(false, "lacks " + member);
    }
  }

  private void expect(JsonToken wanted, String otherwise) throws IOException, UnreadableRecord {
    check(json.nextToken() == wanted, otherwise);
  }
}
