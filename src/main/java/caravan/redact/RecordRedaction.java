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
 * suggests a secret, and the user info, query and fragment of URLs. The given value never changes.
 */
public final class RecordRedaction {

  /** What a member holds, judging by its name. */
  private enum Content {
    SECRET,
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
    return of(value, false);
  }

  /** Whether a member of this name holds a secret. */
  public static boolean namesSecret(String name) {
    return content(name) == Content.SECRET;
  }

  /** Whether a member of this name holds a URL. */
  public static boolean namesUrl(String name) {
    return content(name) == Content.URL;
  }

  private static JsonNode member(String name, JsonNode value, boolean insideUrl) {
    Content content = content(name);
    return content == Content.SECRET
        ? TextNode.valueOf(Redaction.REDACTED)
        : of(value, insideUrl || content == Content.URL);
  }

  private static JsonNode of(JsonNode value, boolean url) {
    if (value.isTextual()) {
      return text(value, url);
    }
    if (value.isObject()) {
      return object((ObjectNode) value, url);
    }
    return value.isArray() ? array((ArrayNode) value, url) : value;
  }

  private static JsonNode text(JsonNode value, boolean url) {
    String text = value.textValue();
    if (text.isEmpty() || !(url || Urls.holds(text))) {
      return value;
    }
    Urls.Url safe = Urls.read(text);
    if (safe == null) {
      return TextNode.valueOf(Redaction.REDACTED);
    }
    return safe.redacted() ? TextNode.valueOf(safe.text()) : value;
  }

  @SuppressWarnings("ReferenceEquality") // An unchanged value is returned itself.
  private static JsonNode object(ObjectNode object, boolean url) {
    ObjectNode result = object;
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode safe = member(member.getKey(), member.getValue(), url);
      if (safe != member.getValue()) {
        result = result == object ? object.objectNode().setAll(object) : result;
        result.set(member.getKey(), safe);
      }
    }
    return result;
  }

  @SuppressWarnings("ReferenceEquality") // An unchanged value is returned itself.
  private static JsonNode array(ArrayNode array, boolean url) {
    ArrayNode result = array;
    for (int i = 0; i < array.size(); i++) {
      JsonNode safe = of(array.get(i), url);
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
    Content content = decide(lettersAndDigits(name));
    if (name.length() <= MAX_CACHED_LENGTH && CACHE.size() < MAX_CACHED) {
      CACHE.put(name, content);
    }
    return content;
  }

  private static Content decide(String name) {
    if (SECRET_NAMES.stream().anyMatch(name::contains)) {
      return Content.SECRET;
    }
    return name.endsWith("url") || name.endsWith("uri") ? Content.URL : Content.OTHER;
  }

  /** Makes {@code Private-Key}, {@code private_key} and {@code privateKey} the same name. */
  private static String lettersAndDigits(String name) {
    StringBuilder kept = new StringBuilder(name.length());
    name.chars().filter(Character::isLetterOrDigit).forEach(c -> kept.append((char) c));
    return kept.toString().toLowerCase(Locale.ROOT);
  }
}
