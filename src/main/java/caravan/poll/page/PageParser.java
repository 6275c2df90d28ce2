package caravan.poll.page;

import caravan.event.DeadLetter;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Parses an answer in two passes over its bytes. The first checks the syntax of the whole answer
 * and keeps only the envelope; the second parses rows one at a time. So a truncated page never
 * yields some of its rows, and no tree of all rows is built.
 */
final class PageParser {

  /**
   * An answer without its rows, and the rows.
   *
   * @param listed whether the answer has the list of rows, be it empty
   */
  record Parsed(JsonNode envelope, Collection<JsonNode> rows, boolean listed) {

    /** Shows nothing: a vendor may repeat what it was sent. */
    @Override
    public String toString() {
      return "Parsed[***]";
    }
  }

  private static final int MAX_DEPTH = 64;
  private static final int MAX_EXPONENT = 1_000_000_000;
  private static final int MAX_LENIENT_BYTES = 64 * 1024;
  private static final int MAX_STRING = 1024 * 1024;

  /**
   * As much of an unreadable page as a dead letter can carry, and a byte to tell that it is cut.
   */
  private static final int MAX_KEPT = 2 * DeadLetter.MAX_RECORD + 1;

  /** Rows are parsed one at a time; a larger one would take too much memory as a tree. */
  private static final int MAX_ROW_BYTES = 1024 * 1024;

  private static final int MAX_ENVELOPE_BYTES = 512 * 1024;

  /** A tree takes up to 80 bytes for a value, however short its text is. */
  private static final int MAX_VALUES = 20_000;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_STRING)
          .maxNumberLength(1000)
          .build();

  private static final ObjectMapper MAPPER =
      new ObjectMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** First byte of a surrogate in what looks like UTF-8, and the bits that its second one has. */
  private static final byte SURROGATE = (byte) 0xed;

  private static final int SURROGATES = 0xa0;
  private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);

  private final Api api;
  private final int maxRows;
  private final List<String> items;

  private byte[] bytes;
  private int status;
  private int rowsAt = -1;
  private int rowCount;
  private int envelopeValues;
  private long envelopeBytes;

  PageParser(Api api, int maxRows) {
    this.api = api;
    this.maxRows = maxRows;
    this.items = List.of(api.record().items().split("\\."));
  }

  Parsed parse(byte[] body, int httpStatus) throws PageFailure {
    bytes = body;
    status = httpStatus;
    if (isBlank(body)) {
      throw unreadable("empty_body", "the answer has no body");
    }
    if (holdsSurrogate(body)) {
      throw unreadable("unreadable_json", "the answer is not UTF-8");
    }
    ObjectNode envelope = envelope();
    return api.record().single()
        ? new Parsed(envelope, single(envelope), true)
        : new Parsed(envelope, rows(), rowsAt >= 0);
  }

  /** The body of an error answer if it is a JSON object; else a missing node. */
  static JsonNode lenient(byte[] body) {
    if (body.length > MAX_LENIENT_BYTES) {
      return MAPPER.missingNode();
    }
    try {
      JsonNode tree = TREES.readTree(body);
      return tree != null && tree.isObject() ? tree : MAPPER.missingNode();
    } catch (IOException | NumberFormatException notJson) {
      return MAPPER.missingNode();
    }
  }

  private ObjectNode envelope() throws PageFailure {
    try (JsonParser parser = MAPPER.getFactory().createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw unreadable("not_an_object", "the answer is not a JSON object");
      }
      ObjectNode envelope = object(parser, 0);
      if (parser.nextToken() != null) {
        throw unreadable("unreadable_json", "the answer goes on behind its end");
      }
      return envelope;
    } catch (PageFailure e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw looksLikeMarkup()
          ? unreadable("not_json", "the answer is markup, not JSON")
          : unreadable("unreadable_json", e.getOriginalMessage());
    } catch (IOException e) {
      throw unreadable("unreadable_json", "the answer is not UTF-8");
    } catch (NumberFormatException e) {
      throw unreadable("unreadable_json", "a number has an exponent beyond all measure");
    }
  }

  /** Reads the current object, which is {@code depth} members down the path of the rows. */
  private ObjectNode object(JsonParser parser, int depth) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    boolean met = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean onPath = depth < items.size() && items.get(depth).equals(name);
      if (onPath && met) {
        // Whichever list counts, rows of the other would look as if they had disappeared.
        throw unreadable("unexpected_shape", name + " comes twice");
      }
      met |= onPath;
      boolean last = onPath && depth == items.size() - 1;
      if (last && !api.record().single()) {
        skipRows(parser, value, name);
      } else if (onPath && !last && value == JsonToken.START_OBJECT) {
        node.set(name, object(parser, depth + 1));
      } else {
        node.set(name, bounded(parser));
      }
    }
    return node;
  }

  /** Builds the tree of the current value, within what an envelope may take. */
  private JsonNode bounded(JsonParser parser) throws IOException {
    Bounded value = new Bounded(parser);
    JsonNode tree = TREES.readTree(value);
    value.end();
    return tree;
  }

  private void skipRows(JsonParser parser, JsonToken value, String name) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (value != JsonToken.START_ARRAY) {
      throw unreadable("unexpected_shape", name + " is not a list");
    }
    rowsAt = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    rowCount = 0;
    long end = rowsAt;
    for (JsonToken row = parser.nextToken(); row != JsonToken.END_ARRAY; row = parser.nextToken()) {
      int values = skipRow(parser, row);
      long begin = end;
      end = parser.currentLocation().getByteOffset();
      if (end - begin > MAX_ROW_BYTES || values > MAX_VALUES) {
        throw tooLarge(
            "a row is larger than " + MAX_ROW_BYTES + " bytes or " + MAX_VALUES + " values");
      }
      if (++rowCount > maxRows) {
        String message = "the page has more than " + maxRows + " rows";
        throw unreadable(Failure.UNREADABLE, "too_many_rows", message);
      }
    }
    if (rowsAt < 0) {
      throw unreadable("unreadable_json", "the answer is not UTF-8");
    }
  }

  /**
   * Skips one row and checks its fractions, which the parser only does when they are read.
   *
   * @return how many names and values it has, ends of arrays and objects included
   */
  private static int skipRow(JsonParser parser, JsonToken start) throws IOException {
    int depth = 0;
    int tokens = 0;
    for (JsonToken token = start; true; token = parser.nextToken()) {
      tokens++;
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        // Java versions differ in the exponents they accept.
        if (Math.abs((long) parser.getDecimalValue().scale()) > MAX_EXPONENT) {
          throw new NumberFormatException();
        }
      }
      if (depth == 0) {
        return tokens;
      }
    }
  }

  private Collection<JsonNode> single(ObjectNode envelope) throws PageFailure {
    if (!(envelope.at(items.isEmpty() ? "" : "/" + String.join("/", items))
        instanceof ObjectNode row)) {
      throw unreadable("unexpected_shape", api.record().items() + " is not an object");
    }
    return List.of(row.deepCopy().remove(api.record().omit()));
  }

  /** The rows of the list, whose bytes are known to be well formed. */
  private Collection<JsonNode> rows() {
    byte[] body = bytes;
    int at = rowsAt;
    int count = rowCount;
    return new AbstractCollection<>() {
      @Override
      public Iterator<JsonNode> iterator() {
        if (count == 0) {
          return Collections.emptyIterator();
        }
        try {
          return TREES.readValues(body, at, body.length - at);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public int size() {
        return count;
      }
    };
  }

  private boolean looksLikeMarkup() {
    String start = new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.UTF_8);
    return start.stripLeading().startsWith("<");
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Half a surrogate pair is not UTF-8, which the parser finds only when it reads that text. */
  private static boolean holdsSurrogate(byte[] body) {
    for (int i = 1; i < body.length; i++) {
      if (body[i - 1] == SURROGATE && (body[i] & SURROGATES) == SURROGATES) {
        return true;
      }
    }
    return false;
  }

  /** A proxy may have answered in place of the vendor, so asking again may help. */
  private PageFailure unreadable(String code, String message) {
    return unreadable(Failure.AMBIGUOUS, code, message);
  }

  private PageFailure tooLarge(String message) {
    return unreadable(Failure.UNREADABLE, "page_too_large", message);
  }

  private PageFailure unreadable(Failure failure, String code, String message) {
    String text = String.format(Locale.ROOT, "%s (%d bytes)", message, bytes.length);
    byte[] kept = bytes.length > MAX_KEPT ? Arrays.copyOf(bytes, MAX_KEPT) : bytes;
    return new PageFailure(PollError.of(failure, code, text, status), kept);
  }

  /** Bounds what is built of an envelope, whose trees take many times the memory of their text. */
  private final class Bounded extends JsonParserDelegate {

    private final long begin;

    Bounded(JsonParser parser) {
      super(parser);
      this.begin = parser.currentTokenLocation().getByteOffset();
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      check();
      return token;
    }

    void end() throws IOException {
      envelopeBytes += check();
    }

    /** Counts a value. */
    private long check() throws IOException {
      envelopeValues++;
      long read = currentLocation().getByteOffset() - begin;
      if (envelopeValues > MAX_VALUES || envelopeBytes + read > MAX_ENVELOPE_BYTES) {
        throw tooLarge(
            "the answer has more than "
                + MAX_ENVELOPE_BYTES
                + " bytes or "
                + MAX_VALUES
                + " values beside its rows");
      }
      return read;
    }
  }
}
