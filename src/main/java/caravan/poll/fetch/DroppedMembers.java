package caravan.poll.fetch;

import caravan.model.Api;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Cuts the members that an API drops out of the bytes of its answers, before anything else reads
 * these. All other bytes stay as they are. An answer that does not have its rows where the sheet
 * says loses members of the same names wherever they are. A body that is not JSON to its end may
 * hold such a member at any place, so it is replaced as a whole.
 */
public final class DroppedMembers {

  /** As deep as the reader of pages goes. */
  private static final int MAX_DEPTH = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final JsonToken rows;
  private final List<String> items;
  private final List<List<String>> dropped;

  DroppedMembers(Api api) {
    this.rows = api.record().single() ? JsonToken.START_OBJECT : JsonToken.START_ARRAY;
    this.items = path(api.record().items());
    this.dropped =
        api.row().drop().stream()
            .map(drop -> Stream.concat(items.stream(), path(drop).stream()).toList())
            .toList();
  }

  /** An answer without the members that its API drops. */
  public static byte[] cut(byte[] answer, Api api) {
    return api.row().drop().isEmpty() ? answer : new DroppedMembers(api).removedFrom(answer);
  }

  private static List<String> path(String dotted) {
    return List.of(dotted.split("\\."));
  }

  /** Stands for a body that is not shown: JSON, but not an object, which is what a page must be. */
  static byte[] withheld(long bytes) {
    return ("\"[withheld: " + bytes + " bytes]\"").getBytes(StandardCharsets.UTF_8);
  }

  /** The answer without the members; the given array if it has none. */
  byte[] removedFrom(byte[] body) {
    try {
      Cut exact = new Cut(body, false);
      exact.read();
      if (exact.hasRows) {
        return exact.rest();
      }
      Cut anywhere = new Cut(body, true);
      anywhere.read();
      return anywhere.rest();
    } catch (IOException notJson) {
      return isBlank(body) ? body : withheld(body.length);
    }
  }

  private static boolean isBlank(byte[] body) {
    for (byte one : body) {
      if (!isSpace(one)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte one) {
    return one == ' ' || one == '\n' || one == '\r' || one == '\t';
  }

  /** One reading of a body. */
  private final class Cut {

    private final byte[] body;
    private final boolean anywhere;
    private final List<String> path = new ArrayList<>();

    /** Begin and end of each part that goes, in order. */
    private final List<int[]> parts = new ArrayList<>();

    private boolean hasRows;

    Cut(byte[] body, boolean anywhere) {
      this.body = body;
      this.anywhere = anywhere;
    }

    void read() throws IOException {
      try (JsonParser parser = JSON.createParser(body)) {
        while (parser.nextToken() != null) {
          value(parser);
        }
      }
    }

    private void value(JsonParser parser) throws IOException {
      JsonToken token = parser.currentToken();
      hasRows |= token == rows && path.equals(items);
      if (token == JsonToken.START_OBJECT) {
        object(parser);
      } else if (token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser);
        }
      }
    }

    private void object(JsonParser parser) throws IOException {
      boolean keeps = false;
      int from = -1;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        int begin = at(parser, '"');
        path.add(parser.currentName());
        boolean drops = drops();
        if (drops && from < 0) {
          from = begin;
        } else if (!drops && from >= 0) {
          parts.add(new int[] {from, begin});
          from = -1;
        }
        keeps |= !drops;
        parser.nextToken();
        if (drops) {
          parser.skipChildren();
        } else {
          value(parser);
        }
        path.remove(path.size() - 1);
      }
      if (from >= 0) {
        parts.add(new int[] {keeps ? commaBefore(from) : from, at(parser, '}')});
      }
    }

    private boolean drops() {
      String name = path.get(path.size() - 1);
      return anywhere
          ? dropped.stream().anyMatch(one -> one.get(one.size() - 1).equals(name))
          : dropped.contains(path);
    }

    /** Where the current token begins; other encodings than UTF-8 have no such places. */
    private int at(JsonParser parser, char expected) throws IOException {
      long at = parser.currentTokenLocation().getByteOffset();
      if (at < 0 || at >= body.length || body[(int) at] != expected) {
        throw new IOException("not UTF-8");
      }
      return (int) at;
    }

    private int commaBefore(int name) throws IOException {
      int at = name - 1;
      while (at >= 0 && isSpace(body[at])) {
        at--;
      }
      if (at < 0 || body[at] != ',') {
        throw new IOException("no comma");
      }
      return at;
    }

    byte[] rest() {
      if (parts.isEmpty()) {
        return body;
      }
      int cut = parts.stream().mapToInt(part -> part[1] - part[0]).sum();
      byte[] rest = new byte[body.length - cut];
      int kept = 0;
      int from = 0;
      for (int[] part : parts) {
        System.arraycopy(body, from, rest, kept, part[0] - from);
        kept += part[0] - from;
        from = part[1];
      }
      System.arraycopy(body, from, rest, kept, body.length - from);
      return rest;
    }
  }
}
