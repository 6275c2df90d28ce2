package caravan.event;

/**
 * A record of the state or checkpoint topic that cannot be taken in. The message names the member
 * that is wrong and what was expected of it; of the record itself it quotes member names at most,
 * and never more than 200 characters.
 */
public final class UnreadableRecord extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int MAX_QUOTE = 200;

  private UnreadableRecord(String message) {
    super(message);
  }

  /**
   * A member that is not what it has to be.
   *
   * @param member where it stands, as a JSON pointer; empty for the record as a whole
   * @param expected what it has to be
   */
  public static UnreadableRecord at(String member, String expected) {
    if (member.isEmpty()) {
      return new UnreadableRecord("the record " + expected);
    }
    String quote = member.length() > MAX_QUOTE ? member.substring(0, MAX_QUOTE - 1) + "…" : member;
    return new UnreadableRecord(quote + " " + expected);
  }
}
