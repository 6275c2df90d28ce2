package caravan.kafka;

/**
 * What a replica shows the other members of its group.
 *
 * @param installation id of the installation that it belongs to
 * @param targets digest of its targets in force
 */
public record Replica(String installation, String targets) {

  /** A member that shows nothing: an older version, or another program. */
  public static final Replica UNKNOWN = new Replica("?", "?");

  @Override
  public String toString() {
    return "installation " + installation + " with targets " + targets;
  }
}
