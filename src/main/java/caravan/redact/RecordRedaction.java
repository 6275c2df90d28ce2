package caravan.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes credentials out of a JSON value before it may be published: the values of members whose
 * names speak of secrets, and the user info, query and fragment of URLs. What needs no change is
 * passed through as it is, not copied; nothing given is ever changed in place.
 */
public final class RecordRedaction {

  /** What stands in the place of a secret. */
  static final String REDACTED = "[redacted]";

  /** What the name of a member asks for. */
  private enum Care {
    /** Value is a secret. */
    HIDE,
    /** Value is a URL, with a scheme or without. */
    URL,
    /** Value is neither by its name. */
    PLAIN
  }

  private static final Set<String> SECRETS =
      Set.of(
          "password",
          "passwd",
          "pwd",
          "passphrase",
          "secret",
          "token",
          "credential",
          "accesskey",
          "privatekey");

  /** Vendors repeat the same few names for ever; the bound is for an answer that does not. */
  private static final int MOST_REMEMBERED = 1024;

  private static final int LONGEST_REMEMBERED = 64;
  private static final Map<String, Care> REMEMBERED = new ConcurrentHashMap<>();

  private RecordRedaction() {}

  /** The value without credentials; the same instance when there are none. */
  public static JsonNode of(JsonNode value) {
    return of(value, false);
  }

  /** Whether the name announces a secret. */
  public static boolean namesSecret(String name) {
    return care(name) == Care.HIDE;
  }

  /** Whether the name announces a URL. */
  public static boolean namesUrl(String name) {
    return care(name) == Care.URL;
  }

  private static JsonNode member(String name, JsonNode value, boolean insideUrl) {
    Care care = care(name);
    return care == Care.HIDE
        ? TextNode.valueOf(REDACTED)
        : of(value, insideUrl || care == Care.URL);
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
      return TextNode.valueOf(REDACTED);
    }
    return safe.redacted() ? TextNode.valueOf(safe.text()) : value;
  }

  @SuppressWarnings("ReferenceEquality") // What needs no change comes back itself.
  private static JsonNode object(ObjectNode object, boolean url) {
    ObjectNode changed = null;
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode safe = member(member.getKey(), member.getValue(), url);
      if (safe != member.getValue()) {
        changed = changed == null ? shallowCopy(object) : changed;
        changed.set(member.getKey(), safe);
      }
    }
    return changed == null ? object : changed;
  }

  private static ObjectNode shallowCopy(ObjectNode object) {
    ObjectNode copy = object.objectNode();
    copy.setAll(object);
    return copy;
  }

  @SuppressWarnings("ReferenceEquality") // What needs no change comes back itself.
  private static JsonNode array(ArrayNode array, boolean url) {
    ArrayNode changed = null;
    for (int i = 0; i < array.size(); i++) {
      JsonNode safe = of(array.get(i), url);
      if (safe != array.get(i)) {
        changed = changed == null ? array.arrayNode().addAll(array) : changed;
        changed.set(i, safe);
      }
    }
    return changed == null ? array : changed;
  }

  private static Care care(String name) {
    Care known = REMEMBERED.get(name);
    if (known != null) {
      return known;
    }
    Care care = decide(lettersAndDigits(name));
    if (name.length() <= LONGEST_REMEMBERED && REMEMBERED.size() < MOST_REMEMBERED) {
      REMEMBERED.put(name, care);
    }
    return care;
  }

  private static Care decide(String name) {
    for (String secret : SECRETS) {
      if (name.contains(secret)) {
        return Care.HIDE;
      }
    }
    return name.endsWith("url") || name.endsWith("uri") ? Care.URL : Care.PLAIN;
  }

  /** So that {@code Private-Key}, {@code private_key} and {@code privateKey} are one name. */
  private static String lettersAndDigits(String name) {
    StringBuilder kept = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      if (Character.isLetterOrDigit(name.charAt(i))) {
        kept.append(name.charAt(i));
      }
    }
    return kept.toString().toLowerCase(Locale.ROOT);
  }
}
