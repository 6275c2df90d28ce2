package caravan.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that a vendor sent: the account's own, in every form they travel in,
 * user info, query and fragment of URLs, which may be signed, and members whose names say that they
 * hold a secret.
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

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /** A redaction that knows the account's secrets. */
  public static Redaction of(Account account) {
    try {
      return of(List.of(account.credentials().get()));
    } catch (IllegalStateException unreadable) {
      // Without credentials no request was signed, so no answer can hold them.
      return new Redaction(List.of());
    }
  }

  /** A redaction that knows the secrets of some credentials. */
  public static Redaction of(Collection<Credential> credentials) {
    List<String> secrets = new ArrayList<>();
    for (Credential credential : credentials) {
      addForms(secrets, credential.secretAccessKey());
      addForms(secrets, credential.securityToken());
    }
    return new Redaction(secrets);
  }

  private static void addForms(List<String> secrets, String secret) {
    if (secret == null || secret.isEmpty()) {
      return;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    String quoted = new JsonText(secret.length() + 2).value(secret).toString();
    List.of(
            secret,
            Paths.percentEncode(secret),
            // Some vendors answer a wrong signature with the text they signed, a query encoded
            // again.
            Paths.percentEncode(Paths.percentEncode(secret)),
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
            quoted.substring(1, quoted.length() - 1),
            quoted.substring(1, quoted.length() - 1).replace("/", "\\/"))
        .stream()
        .distinct()
        .forEach(secrets::add);
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

  private static String withoutMarked(String text) {
    String clean = URL.matcher(text).replaceAll("$1$2");
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
