package caravan.redact;

import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Removes secrets from what a vendor sent: those of known credentials with their key ids, in every
 * form they travel in, and those that {@link MarkedSecrets} recognizes by their surroundings.
 */
public final class Redaction {

  /** Replaces a secret. */
  static final String REDACTED = "[redacted]";

  /** A shorter text may be an ordinary word; no vendor issues such a short key. */
  private static final int MIN_KEY_LENGTH = 8;

  private final List<Credential> credentials;
  private final List<String> secrets;
  private final SecretSearch valueSearch;
  private final boolean keepsShape;
  private final List<String> plain;

  private Redaction(List<Credential> credentials, boolean keepsShape, List<String> plain) {
    this.credentials = credentials;
    this.keepsShape = keepsShape;
    this.plain = plain;
    // Longest first: a shorter form may be part of a longer one.
    this.secrets =
        credentials.stream()
            .flatMap(this::secretsOf)
            .filter(secret -> secret != null && !secret.isEmpty())
            .flatMap(secret -> SecretForms.of(secret).stream())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.valueSearch =
        new SecretSearch(
            secrets.stream().filter(secret -> secret.length() >= MIN_KEY_LENGTH).toList());
  }

  private Redaction(Redaction other, List<String> plain) {
    this.credentials = other.credentials;
    this.secrets = other.secrets;
    this.valueSearch = other.valueSearch;
    this.keepsShape = other.keepsShape;
    this.plain = plain;
  }

  private Stream<String> secretsOf(Credential credential) {
    String id = credential.accessKeyId();
    boolean hidesId = !keepsShape && id.length() >= MIN_KEY_LENGTH;
    return Stream.of(hidesId ? id : "", credential.secretAccessKey(), credential.securityToken());
  }

  /** Removes the secrets of one credential. */
  public static Redaction of(Credential credential) {
    return new Redaction(List.of(credential), false, List.of());
  }

  /** Removes the secrets of several credentials. */
  public static Redaction of(List<Credential> credentials) {
    return new Redaction(List.copyOf(credentials), false, List.of());
  }

  /** Removes the secrets that are in force for an account now. */
  public static Redaction of(Account account) {
    return of(account, null, null);
  }

  /** Also removes those of what a request was signed with (or null); it may be replaced since. */
  public static Redaction of(Account account, Credential signedWith) {
    return of(account, signedWith, null);
  }

  /**
   * Returns the earlier redaction of the account (or null) if its credentials are still the same,
   * because finding all forms of a secret takes time.
   */
  public static Redaction of(Account account, Credential signedWith, Redaction earlier) {
    List<Credential> known = new ArrayList<>(account.knownCredentials());
    if (signedWith != null && !known.contains(signedWith)) {
      known.add(signedWith);
    }
    return earlier != null && earlier.credentials.equals(known)
        ? earlier
        : new Redaction(List.copyOf(known), false, List.of());
  }

  /** The same, but members of these names hold no secret although their names suggest it. */
  public Redaction leaving(List<String> names) {
    return plain.equals(names) ? this : new Redaction(this, names);
  }

  /** The same without key ids and signatures, for a mask that shortens those itself. */
  Redaction keepingShape() {
    return new Redaction(credentials, true, plain);
  }

  /** The key ids of the credentials, none of them empty. */
  List<String> keyIds() {
    return credentials.stream()
        .map(Credential::accessKeyId)
        .filter(id -> !id.isEmpty())
        .distinct()
        .toList();
  }

  /** Whether a text holds a secret of the credentials, however short. */
  public boolean finds(String text) {
    return secrets.stream().anyMatch(text::contains);
  }

  /**
   * Removes the secrets of the credentials from the names and values of a row, in case a vendor or
   * something in its place repeats them. A row without any, as usual, is returned itself.
   */
  public JsonNode applyToRow(JsonNode row) {
    return isIn(row) ? copy(row) : row;
  }

  private boolean isIn(JsonNode value) {
    if (value.isTextual()) {
      return valueSearch.findsIn(value.textValue());
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        if (valueSearch.findsIn(member.getKey()) || isIn(member.getValue())) {
          return true;
        }
      }
    } else if (value.isArray()) {
      for (JsonNode element : value) {
        if (isIn(element)) {
          return true;
        }
      }
    }
    return false;
  }

  private JsonNode copy(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object.forEachEntry((name, member) -> copy.set(applyToValue(name), copy(member)));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(element -> copy.add(copy(element)));
      return copy;
    }
    return value.isTextual() ? TextNode.valueOf(applyToValue(value.textValue())) : value;
  }

  /**
   * A value without the secrets of the credentials and any signature beside them; the value itself
   * if it holds none. Ignores secrets below eight characters, which names and addresses may hold.
   */
  public String applyToValue(String value) {
    return value != null && valueSearch.findsIn(value)
        ? MarkedSecrets.removeSignatures(withoutOwn(value))
        : value;
  }

  /** The text without secrets. */
  public String apply(String text) {
    return text == null ? null : withoutMarked(withoutOwn(text));
  }

  /** The beginning of a longer text without secrets, one that is cut off at the end included. */
  public String applyToBeginning(String text) {
    String clean = withoutOwn(text);
    int half = secrets.stream().mapToInt(secret -> overlap(clean, secret)).max().orElse(0);
    return withoutMarked(clean.substring(0, clean.length() - half));
  }

  /** The error without secrets in its texts. */
  public PollError apply(PollError error) {
    return error.withTexts((text, cut) -> cut ? applyToBeginning(text) : apply(text));
  }

  private String withoutOwn(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, REDACTED);
    }
    return clean;
  }

  private String withoutMarked(String text) {
    return MarkedSecrets.removeKeysUrlsAndMembers(
        keepsShape ? text : MarkedSecrets.removeSignatures(text), plain);
  }

  /** How many characters at the end of a text are the beginning of a secret. */
  private static int overlap(String text, String secret) {
    int length = Math.min(secret.length() - 1, text.length());
    while (length > 0 && !text.endsWith(secret.substring(0, length))) {
      length--;
    }
    return length;
  }
}
