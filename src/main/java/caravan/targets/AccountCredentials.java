package caravan.targets;

import caravan.model.Credential;
import java.util.function.Supplier;

/**
 * The credentials of an account, composed anew for each signature. Files that are replaced while
 * they are read are read again, until two reads in a row are equal. So a folder that is swapped as
 * a whole never gives the key id of one version with the secret of another. Files that are replaced
 * one after the other do, until the last of them is written.
 *
 * @param securityToken null or empty for permanent credentials
 */
record AccountCredentials(
    String account, Secret accessKeyId, Secret secretAccessKey, Secret securityToken)
    implements Supplier<Credential> {

  private static final int MAX_READS = 5;

  /** Result of one read: credentials, or why there are none. */
  private record Attempt(Credential credential, String problem) {}

  /**
   * Current credentials, equal to those of an earlier call as long as nothing was rotated.
   *
   * @throws IllegalStateException when a part is unreadable or keeps changing; names the account,
   *     the key and the file
   */
  @Override
  public Credential get() {
    Attempt last = attempt();
    for (int reads = 1; reads < MAX_READS; reads++) {
      Attempt again = attempt();
      if (again.equals(last)) {
        if (again.credential() == null) {
          throw new IllegalStateException(again.problem());
        }
        return again.credential();
      }
      last = again;
    }
    throw new IllegalStateException(
        "credentials of account " + account + ": their files change while they are read");
  }

  private Attempt attempt() {
    try {
      String token = securityToken == null ? "" : read("securityToken", securityToken, false);
      String keyId = read("accessKeyId", accessKeyId, true);
      String secret = read("secretAccessKey", secretAccessKey, true);
      return new Attempt(new Credential(keyId, secret, token.isEmpty() ? null : token), null);
    } catch (Secret.Unreadable unreadable) {
      return new Attempt(null, unreadable.getMessage());
    }
  }

  private String read(String key, Secret secret, boolean required) throws Secret.Unreadable {
    String reason = "the value is empty";
    try {
      String text = secret.read();
      if (!text.isEmpty() || !required) {
        return text;
      }
    } catch (Secret.Unreadable unreadable) {
      reason = unreadable.getMessage();
    }
    throw new Secret.Unreadable(
        "credentials of account " + account + ": " + key + ": " + reason, "");
  }

  @Override
  public String toString() {
    return "AccountCredentials[" + account + "]";
  }
}
