package caravan.model;

import java.util.Objects;

/**
 * What one signature needs: key id, secret and, for temporary credentials, the session token. The
 * text form shows none of them in full.
 *
 * @param accessKeyId public part, as the vendor's console shows it
 * @param secretAccessKey secret part, never sent
 * @param securityToken token of temporary credentials, or null
 */
public record Credential(String accessKeyId, String secretAccessKey, String securityToken) {

  /** Characters of a key id that are shown at its beginning and its end. */
  private static final int SHOWN = 4;

  /** Refuses a missing part by name. */
  public Credential {
    Objects.requireNonNull(accessKeyId, "accessKeyId");
    Objects.requireNonNull(secretAccessKey, "secretAccessKey");
  }

  /** A key id shortened enough to recognize but not to use. */
  public static String shown(String accessKeyId) {
    int length = accessKeyId.length();
    return length < 3 * SHOWN
        ? "****"
        : accessKeyId.substring(0, SHOWN) + "****" + accessKeyId.substring(length - SHOWN);
  }

  /** Whether these are temporary credentials. */
  public boolean temporary() {
    return securityToken != null && !securityToken.isEmpty();
  }

  @Override
  public String toString() {
    return "Credential[" + (temporary() ? "temporary" : "permanent") + "]";
  }
}
