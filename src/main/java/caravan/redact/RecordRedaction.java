package caravan.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes credentials from a JSON value before it is published: the values of members whose name
 * suggests a secret, private keys in PEM, and the user info, query and fragment of URLs. The given
 * value never changes.
 */
public final class RecordRedaction {

  /** What a member holds, judging by its name. */
  private enum Content {
    SECRET,
    /** A time, as far as its value reads as one; otherwise a secret. */
    TIME,
    /** A URL, with or without a scheme. */
    URL,
    OTHER
  }

  private static final List<String> SECRET_NAMES =
      List.of(
          "password passwd pwd passphrase secret token credential accesskey privatekey".split(" "));

  /** Vendors repeat a few names; the bounds guard against an answer with ever new ones. */
  private static final int MAX_CACHED = 1024;

  private static final int MAX_CACHED_LENGTH = 64;
  private static final Map<String, Content> CACHE = new ConcurrentHashMap<>();

  private RecordRedaction() {}

  /** The value without credentials; the same instance if there are none. */
  public static JsonNode of(JsonNode value) {
    return of(value, List.of());
  }

  /**
   * The value without credentials; the same instance if there are none.
   *
   * @param plain names of members that hold no secret although their names suggest it
   */
  public static JsonNode of(JsonNode value, List<String> plain) {
    return of(value, plain, false);
  }

  /** Whether this member is hidden because it holds a secret, and not only a part of its URL. */
  public static boolean hides(String name, JsonNode value, List<String> plain) {
    return isSecret(content(name), name, value, plain)
        || value.isTextual() && PrivateKeys.isIn(value.textValue());
  }

  /** Whether a member of this name holds a URL. */
  public static boolean namesUrl(String name) {
    return content(name) == Content.URL;
  }

  private static JsonNode member(
      String name, JsonNode value, List<String> plain, boolean insideUrl) {
    Content content = content(name);
    return isSecret(content, name, value, plain)
        ? TextNode.valueOf(Redaction.REDACTED)
        : of(value, plain, insideUrl || content == Content.URL);
  }

  private static boolean isSecret(
      Content content, String name, JsonNode value, List<String> plain) {
    return switch (content) {
      case SECRET -> !plain.contains(name);
      case TIME -> !isTime(value) && !plain.contains(name);
      case URL, OTHER -> false;
    };
  }

  private static boolean isTime(JsonNode value) {
    return value.isNull()
        || (value.isTextual() || value.isIntegralNumber()) && SecretTimes.reads(value.asText());
  }

  private static JsonNode of(JsonNode value, List<String> plain, boolean url) {
    if (value.isTextual()) {
      return text(value, url);
    }
    if (value.isObject()) {
      return object((ObjectNode) value, plain, url);
    }
    return value.isArray() ? array((ArrayNode) value, plain, url) : value;
  }

  private static JsonNode text(JsonNode value, boolean url) {
    String text = PrivateKeys.removed(value.textValue());
    if (!text.isEmpty() && (url || Urls.holds(text))) {
      Urls.Url safe = Urls.read(text);
      text = safe == null ? Redaction.REDACTED : safe.redacted() ? safe.text() : text;
    }
    return text.equals(value.textValue()) ? value : TextNode.valueOf(text);
  }

  @SuppressWarnings("ReferenceEquality") // An unchanged value is returned itself.
  private static JsonNode object(ObjectNode object, List<String> plain, boolean url) {
    ObjectNode result = object;
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode safe = member(member.getKey(), member.getValue(), plain, url);
      if (safe != member.getValue()) {
        result = result == object ? object.objectNode().setAll(object) : result;
        result.set(member.getKey(), safe);
      }
    }
    return result;
  }

  @SuppressWarnings("ReferenceEquality") // An unchanged value is returned itself.
  private static JsonNode array(ArrayNode array, List<String> plain, boolean url) {
    ArrayNode result = array;
    for (int i = 0; i < array.size(); i++) {
      JsonNode safe = of(array.get(i), plain, url);
      if (safe != array.get(i)) {
        result = result == array ? array.arrayNode().addAll(array) : result;
        result.set(i, safe);
      }
    }
    return result;
  }

  private static Content content(String name) {
    Content known = CACHE.get(name);
    if (known != null) {
      return known;
    }
    Content content = decide(name);
    if (name.length() <= MAX_CACHED_LENGTH && CACHE.size() < MAX_CACHED) {
      CACHE.put(name, content);
    }
    return content;
  }

  private static Content decide(String name) {
    String plain = lettersAndDigits(name);
    if (SECRET_NAMES.stream().anyMatch(plain::contains)) {
      return SecretTimes.names(name) ? Content.TIME : Content.SECRET;
    }
    return plain.endsWith("url") || plain.endsWith("uri") ? Content.URL : Content.OTHER;
  }

  /** Makes {@code Private-Key}, {@code private_key} and {@code privateKey} the same name. */
  private static String lettersAndDigits(String name) {
    StringBuilder kept = new StringBuilder(name.length());
    name.chars().filter(Character::isLetterOrDigit).forEach(c -> kept.append((char) c));
    return kept.toString().toLowerCase(Locale.ROOT);
  }
}
