package caravan.targets;

import caravan.model.Credential;
import java.util.function.Supplier;

/**
 * The credentials of an account, put together anew for each signature. They belong together: when
 * files are replaced while they are read, they are read again, until two looks in a row find the
 * same. So a folder that is swapped as a whole never gives the key id of one version with the
 * secret of another. Files that are replaced one after the other do, until the last of them is
 * written.
 *
 * @param account name of the account, for messages
 * @param accessKeyId public part
 * @param secretAccessKey secret part
 * @param securityToken session token; null or empty for permanent credentials
 */
record AccountCredentials(
    String account, Secret accessKeyId, Secret secretAccessKey, Secret securityToken)
    implements Supplier<Credential> {

  private static final int MAX_LOOKS = 5;

  /** What one look found: credentials, or why there are none. */
  private record Look(Credential credential, String problem) {}

  /**
   * Current credentials, equal to those of an earlier call as long as nothing was rotated.
   *
   * @throws IllegalStateException when a part is unreadable, or does not stand still; names the
   *     account, the key and the file
   */
  @Override
  public Credential get() {
    Look last = look();
    for (int looks = 1; looks < MAX_LOOKS; looks++) {
      Look again = look();
      if (again.equals(last)) {
        return usable(again);
      }
      last = again;
    }
    throw new IllegalStateException(
        "credentials of account " + account + ": their files change while they are read");
  }

  private static Credential usable(Look look) {
    if (look.credential() == null) {
      throw new IllegalStateException(look.problem());
    }
    return look.credential();
  }

  private Look look() {
    try {
      return new Look(read(), null);
    } catch (IllegalStateException unreadable) {
      return new Look(null, unreadable.getMessage());
    }
  }

  private Credential read() {
    String token = securityToken == null ? "" : read("securityToken", securityToken);
    return new Credential(
        required("accessKeyId", accessKeyId),
        required("secretAccessKey", secretAccessKey),
        token.isEmpty() ? null : token);
  }

  private String required(String key, Secret secret) {
    String text = read(key, secret);
    if (text.isEmpty()) {
      throw new IllegalStateException(message(key, "the value is empty"));
    }
    return text;
  }

  private String read(String key, Secret secret) {
    try {
      return secret.read();
    } catch (UnreadableSecret unreadable) {
      throw new IllegalStateException(message(key, unreadable.getMessage()));
    }
  }

  private String message(String key, String reason) {
    return "credentials of account " + account + ": " + key + ": " + reason;
  }

  @Override
  public String toString() {
    return "AccountCredentials[" + account + "]";
  }
}
