package caravan.page;

import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * Parses an answer in two passes over its bytes. The first proves the whole answer well formed and
 * keeps only the envelope; the second parses rows one by one as they are walked. So a page that is
 * cut off never gives some of its rows, and no tree of all rows is ever built.
 */
final class PageParser {

  /** What one answer holds besides its rows, and where those are. */
  record Parsed(JsonNode envelope, Collection<JsonNode> rows) {

    /** Nothing of it: a vendor may repeat what it was sent. */
    @Override
    public String toString() {
      return "Parsed[***]";
    }
  }

  private static final int DEEPEST = 64;
  private static final int LARGEST_EXPONENT = 1_000_000_000;
  private static final int LONGEST_LENIENT = 1024 * 1024;
  private static final int LONGEST_STRING = 64 * 1024 * 1024;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(LONGEST_STRING)
                          .maxNumberLength(1000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);

  private final Api api;
  private final int mostRows;
  private final List<String> items;

  private byte[] bytes;
  private int status;
  private int rowsAt = -1;
  private int rowCount;

  PageParser(Api api, int mostRows) {
    this.api = api;
    this.mostRows = mostRows;
    this.items = List.of(api.record().items().split("\\."));
  }

  /** Parses the body of a successful answer. */
  Parsed parse(byte[] body, int httpStatus) throws PageFailure {
    bytes = body;
    status = httpStatus;
    if (isBlank(body)) {
      throw unreadable("empty_body", "the answer has no body");
    }
    ObjectNode envelope = envelope();
    return new Parsed(envelope, api.record().single() ? single(envelope) : rows());
  }

  /** The body of an error answer as far as it is a JSON object; else a missing node. */
  static JsonNode lenient(byte[] body) {
    if (body.length > LONGEST_LENIENT) {
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
      throw unreadable(
          looksLikeMarkup() ? "not_json" : "unreadable_json",
          looksLikeMarkup() ? "the answer is markup, not JSON" : e.getOriginalMessage());
    } catch (IOException e) {
      throw unreadable("unreadable_json", "the answer is not UTF-8");
    } catch (NumberFormatException e) {
      throw unreadable("unreadable_json", "a number has an exponent beyond all measure");
    }
  }

  /** Reads the object the parser stands in; {@code depth} members of the rows' path led here. */
  private ObjectNode object(JsonParser parser, int depth) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    boolean met = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean onPath = depth < items.size() && items.get(depth).equals(name);
      if (onPath && met) {
        // Taking either list would leave the other's rows out, which must not pass for absence.
        throw unreadable("unexpected_shape", name + " comes twice");
      }
      met |= onPath;
      boolean last = onPath && depth == items.size() - 1;
      if (last && !api.record().single()) {
        skipRows(parser, value, name);
      } else if (onPath && !last && value == JsonToken.START_OBJECT) {
        node.set(name, object(parser, depth + 1));
      } else {
        node.set(name, TREES.readTree(parser));
      }
    }
    return node;
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
    for (JsonToken row = parser.nextToken(); row != JsonToken.END_ARRAY; row = parser.nextToken()) {
      skipRow(parser, row);
      if (++rowCount > mostRows) {
        throw unreadable(
            Failure.UNREADABLE, "too_many_rows", "the page has more than " + mostRows + " rows");
      }
    }
    if (rowsAt < 0) {
      throw unreadable("unreadable_json", "the answer is not UTF-8");
    }
  }

  /** Skips one row and tries its fractions: the parser itself looks at them only when asked. */
  private static void skipRow(JsonParser parser, JsonToken start) throws IOException {
    int depth = 0;
    JsonToken token = start;
    while (true) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
        // Where a Java version draws this line differs; a bound of our own is the same on all.
        if (Math.abs((long) parser.getDecimalValue().scale()) > LARGEST_EXPONENT) {
          throw new NumberFormatException();
        }
      }
      if (depth == 0) {
        return;
      }
      token = parser.nextToken();
    }
  }

  private Collection<JsonNode> single(ObjectNode envelope) throws PageFailure {
    JsonNode row = envelope;
    for (String name : items) {
      row = row.path(name);
    }
    if (!row.isObject()) {
      throw unreadable("unexpected_shape", api.record().items() + " is not an object");
    }
    ObjectNode copy = ((ObjectNode) row).deepCopy();
    copy.remove(api.record().omit());
    return List.of(copy);
  }

  private Collection<JsonNode> rows() {
    byte[] body = bytes;
    int at = rowsAt;
    int count = rowCount;
    return new AbstractCollection<>() {
      @Override
      public Iterator<JsonNode> iterator() {
        return count == 0 ? Collections.emptyIterator() : new Rows(body, at);
      }

      @Override
      public int size() {
        return count;
      }
    };
  }

  private boolean looksLikeMarkup() {
    String start =
        new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.UTF_8).stripLeading();
    return start.startsWith("<");
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Something between the vendor and here may have answered in its place, and be gone soon. */
  private PageFailure unreadable(String code, String message) {
    return unreadable(Failure.AMBIGUOUS, code, message);
  }

  private PageFailure unreadable(Failure failure, String code, String message) {
    String text = String.format(Locale.ROOT, "%s (%d bytes)", message, bytes.length);
    return new PageFailure(PollError.of(failure, code, text, status), bytes);
  }

  /** Rows of a page whose bytes are known to be well formed. */
  private static final class Rows implements Iterator<JsonNode> {

    private final JsonParser parser;
    private JsonToken token;

    Rows(byte[] body, int at) {
      try {
        parser = MAPPER.getFactory().createParser(body, at, body.length - at);
        parser.nextToken();
        token = parser.nextToken();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean hasNext() {
      return token != JsonToken.END_ARRAY;
    }

    @Override
    public JsonNode next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        JsonNode row = TREES.readTree(parser);
        token = parser.nextToken();
        return row;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
