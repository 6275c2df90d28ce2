package caravan.redact;

import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.PollError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that a vendor sent: the account's own with its key id, in every form
 * they travel in, user info, query and fragment of URLs, which may be signed, signatures, and
 * members whose names say that they hold a secret.
 */
public final class Redaction {

  private static final String MASK = "[redacted]";
  // JSON may escape slashes and ampersands. Loops are possessive and a URL always matches, so that
  // each character is looked at once, however hostile the text.
  private static final Pattern URL =
      Pattern.compile(
          "(?i)(https?:\\\\?/\\\\?/)(?:[^\\s/\"'<>?#\\\\]*@)?"
              + "((?:[^\\s\"'<>?#\\\\]|\\\\/)*+)"
              + "(?:[?#](?:[^\\s\"'<>\\\\]|\\\\[/u])*+)?");
  private static final Pattern SECRET_MEMBER =
      Pattern.compile(
          "(?i)(\"[^\"]{0,64}(?:password|passwd|secret|token|credential|access_?-?key|private_?-?key)"
              + "[^\"]{0,64}\"\\s{0,16}:\\s{0,16})\"(?:[^\"\\\\]|\\\\.)*+\"?");

  private static final Pattern SIGNATURE =
      Pattern.compile(
          "(?i)(signature[\"']?\\s{0,4}[=:]\\s{0,4}[\"']?)[\\w+/=%.~-]{16}[\\w+/=%.~-]*+");

  /** What is shorter may be a word of the vendor's; no vendor gives out such a key. */
  private static final int SHORTEST_KEY = 8;

  private final List<Credential> credentials;
  private final List<String> secrets;
  private final SecretSearch inValues;
  private final boolean keepsShape;

  private Redaction(Collection<Credential> credentials, List<String> secrets, boolean shape) {
    this.credentials = List.copyOf(credentials);
    this.keepsShape = shape;
    // The longest first: a shorter form may be a part of it.
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    this.secrets = List.copyOf(secrets);
    this.inValues =
        new SecretSearch(
            secrets.stream().filter(secret -> secret.length() >= SHORTEST_KEY).toList());
  }

  /** A redaction that knows the account's secrets. */
  public static Redaction of(Account account) {
    return of(account, null);
  }

  /**
   * A redaction that knows the account's secrets.
   *
   * @param earlier one of the same account, which is given back as long as the credentials are the
   *     same; or null
   */
  public static Redaction of(Account account, Redaction earlier) {
    List<Credential> credentials = credentials(account);
    return earlier != null && earlier.credentials.equals(credentials) ? earlier : of(credentials);
  }

  private static List<Credential> credentials(Account account) {
    try {
      return List.of(account.credentials().get());
    } catch (IllegalStateException unreadable) {
      // Without credentials no request was signed, so no answer can hold them.
      return List.of();
    }
  }

  /** A redaction that knows the secrets of some credentials. */
  public static Redaction of(Collection<Credential> credentials) {
    List<String> secrets = new ArrayList<>();
    for (Credential credential : credentials) {
      if (credential.accessKeyId().length() >= SHORTEST_KEY) {
        addForms(secrets, credential.accessKeyId());
      }
      addForms(secrets, credential.secretAccessKey());
      addForms(secrets, credential.securityToken());
    }
    return new Redaction(credentials, secrets, false);
  }

  /**
   * A redaction that leaves key ids and signatures, for what shows requests of our own: it has to
   * shorten them itself.
   */
  public static Redaction keepingShape(Collection<Credential> credentials) {
    List<String> secrets = new ArrayList<>();
    for (Credential credential : credentials) {
      addForms(secrets, credential.secretAccessKey());
      addForms(secrets, credential.securityToken());
    }
    return new Redaction(credentials, secrets, true);
  }

  private static void addForms(List<String> secrets, String secret) {
    if (secret != null && !secret.isEmpty()) {
      secrets.addAll(SecretForms.of(secret));
    }
  }

  /**
   * Whether a value that a vendor lists holds a secret of the account. Secrets of fewer than eight
   * characters are not looked for: those would be found in names and addresses.
   */
  public boolean isIn(String value) {
    return inValues.findsIn(value);
  }

  /**
   * The value without the secrets of the account, and without signatures beside them; the value
   * itself when it holds none.
   */
  public String applyToValue(String value) {
    return value != null && isIn(value) ? withoutSignatures(withoutOwn(value)) : value;
  }

  /** Whether a text holds one of the account's own secrets, in a form that is looked for. */
  public boolean finds(String text) {
    return secrets.stream().anyMatch(text::contains);
  }

  /** The text without secrets. */
  public String apply(String text) {
    return text == null ? null : withoutMarked(withoutOwn(text));
  }

  /** The beginning of a longer text without secrets, one that is cut off at its end included. */
  public String applyToBeginning(String text) {
    String clean = withoutOwn(text);
    int half = secrets.stream().mapToInt(secret -> overlap(clean, secret)).max().orElse(0);
    return withoutMarked(clean.substring(0, clean.length() - half));
  }

  private String withoutOwn(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, MASK);
    }
    return clean;
  }

  private static String withoutSignatures(String text) {
    return SIGNATURE.matcher(text).replaceAll("$1" + MASK);
  }

  private String withoutMarked(String text) {
    String clean = keepsShape ? text : withoutSignatures(text);
    clean = URL.matcher(clean).replaceAll("$1$2");
    return SECRET_MEMBER.matcher(clean).replaceAll("$1\"" + MASK + "\"");
  }

  /** How many characters at the end of a text are the beginning of a secret. */
  private static int overlap(String text, String secret) {
    int length = Math.min(secret.length() - 1, text.length());
    while (length > 0 && !text.endsWith(secret.substring(0, length))) {
      length--;
    }
    return length;
  }

  /** The error with a message without secrets. */
  public PollError apply(PollError error) {
    return new PollError(
        error.failure(),
        applyToPart(error.code(), PollError.LONGEST_CODE),
        applyToPart(error.message(), PollError.LONGEST_MESSAGE),
        error.httpStatus(),
        error.page(),
        error.attempts(),
        error.hint());
  }

  /** An error cuts its texts, and half a secret at the cut is no less secret. */
  private String applyToPart(String text, int longest) {
    return PollError.maybeCut(text, longest) ? applyToBeginning(text) : apply(text);
  }
}
