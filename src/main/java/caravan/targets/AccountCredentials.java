package caravan.targets;

import caravan.model.Credential;
import java.util.function.Supplier;

/**
 * The credentials of an account, put together anew for each signature.
 *
 * @param account name of the account, for messages
 * @param accessKeyId public part
 * @param secretAccessKey secret part
 * @param securityToken session token; null or empty for permanent credentials
 */
record AccountCredentials(
    String account, Secret accessKeyId, Secret secretAccessKey, Secret securityToken)
    implements Supplier<Credential> {

  /**
   * Current credentials.
   *
   * @throws IllegalStateException when a part is unreadable; names the account, the key and the
   *     file
   */
  @Override
  public Credential get() {
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
