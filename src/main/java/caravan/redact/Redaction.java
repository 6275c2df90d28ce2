package caravan.redact;

import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes secrets from what a vendor sent: those of known credentials with their key ids, in every
 * form they travel in, and whatever {@link MarkedSecrets} recognizes by its surroundings.
 */
public final class Redaction {

  /** Stands in the place of a secret. */
  static final String REDACTED = "[redacted]";

  /** A shorter text may be an ordinary word; no vendor issues a key as short as that. */
  private static final int MIN_KEY_LENGTH = 8;

  private final List<Credential> credentials;
  private final List<String> secrets;
  private final SecretSearch valueSearch;
  private final boolean keepsShape;

  private Redaction(List<Credential> credentials, boolean keepsShape) {
    this.credentials = credentials;
    this.keepsShape = keepsShape;
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

  private Stream<String> secretsOf(Credential credential) {
    String id = credential.accessKeyId();
    boolean hidesId = !keepsShape && id.length() >= MIN_KEY_LENGTH;
    return Stream.of(hidesId ? id : null, credential.secretAccessKey(), credential.securityToken());
  }

  /** Removes the secrets of some credentials, for example the one a request was signed with. */
  public static Redaction of(Credential... credentials) {
    return new Redaction(List.of(credentials), false);
  }

  /** Removes the secrets that are in force for an account now. */
  public static Redaction of(Account account) {
    return of(account, (Credential) null);
  }

  /**
   * Removes the secrets that are in force for an account now, and those of one more credential.
   *
   * @param signedWith what a request was signed with, which may have been replaced since; or null
   */
  public static Redaction of(Account account, Credential signedWith) {
    return new Redaction(known(account, signedWith), false);
  }

  /**
   * Removes the secrets that are in force for an account now, and those of one more credential.
   *
   * @param signedWith what a request was signed with, which may have been replaced since; or null
   * @param earlier a redaction of the same account, or null; returned again while the account's
   *     credential stays the same, because finding all forms of a secret takes time
   */
  public static Redaction of(Account account, Credential signedWith, Redaction earlier) {
    List<Credential> current = known(account, signedWith);
    return earlier != null && earlier.credentials.equals(current)
        ? earlier
        : new Redaction(current, false);
  }

  private static List<Credential> known(Account account, Credential signedWith) {
    List<Credential> known = new ArrayList<>();
    try {
      known.add(account.credentials().get());
    } catch (IllegalStateException unreadable) {
      // A credential that cannot be read has not signed a request, so no answer can repeat it.
    }
    if (signedWith != null && !known.contains(signedWith)) {
      known.add(signedWith);
    }
    return List.copyOf(known);
  }

  /** The same without key ids and signatures, for a mask that shortens those itself. */
  Redaction keepingShape() {
    return new Redaction(credentials, true);
  }

  /** The key ids of the credentials, none of them empty. */
  List<String> keyIds() {
    return credentials.stream()
        .map(Credential::accessKeyId)
        .filter(id -> !id.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * Whether a value that a vendor lists holds a secret of the credentials. Secrets of fewer than
   * eight characters are ignored: they would be found in names and addresses.
   */
  boolean isIn(String value) {
    return valueSearch.findsIn(value);
  }

  /** Whether a text holds a secret of the credentials, however short. */
  public boolean finds(String text) {
    return secrets.stream().anyMatch(text::contains);
  }

  /**
   * A row without the secrets of the credentials, in names and values at any depth; the row itself
   * if it holds none.
   */
  public JsonNode applyToRow(JsonNode row) {
    return OwnSecrets.remove(row, this);
  }

  /**
   * A value without the secrets of the credentials and any signature beside them; the value itself
   * if it holds none.
   */
  public String applyToValue(String value) {
    return value != null && isIn(value) ? MarkedSecrets.removeSignatures(withoutOwn(value)) : value;
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
    return MarkedSecrets.removeUrlsAndMembers(
        keepsShape ? text : MarkedSecrets.removeSignatures(text));
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
