package caravan.kafka;

import caravan.event.Ids;
import caravan.redact.OneLine;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Names the installation that this replica belongs to. All its replicas have the same id, and what
 * another one wrote under the same prefix is left alone.
 */
@Singleton
public final class Installation {

  private static final int MAX_LENGTH = 100;

  private static final int DIGITS = 6;

  private final String id;

  /**
   * Without a setting the id is made of the user that runs the process and of where its targets
   * are: the same on every replica, and another one where somebody tries the product.
   */
  public Installation(
      PublishSettings settings,
      @ConfigProperty(name = "caravan.targets", defaultValue = "file:targets.yaml")
          String targets) {
    this.id =
        settings
            .installation()
            .orElseGet(() -> user() + "-" + Ids.sha256(targets).substring(0, DIGITS));
    if (id.isBlank() || id.length() > MAX_LENGTH || !id.equals(OneLine.of(id))) {
      throw new IllegalArgumentException(
          "caravan.installation is not a name of 1 to " + MAX_LENGTH + " characters on one line");
    }
  }

  private static String user() {
    String user = System.getProperty("user.name", "");
    // What Java says of a user that the system does not know.
    return user.isBlank() || user.equals("?") ? "default" : user;
  }

  /** The id, as in checkpoints. */
  public String id() {
    return id;
  }
}
