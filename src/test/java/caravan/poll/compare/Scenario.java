package caravan.poll.compare;

import caravan.model.Scope;
import caravan.poll.compare.World.Act;
import java.time.Duration;
import java.util.List;

/**
 * A history to be lived through.
 *
 * @param vendor how the list is shown
 * @param pageSize rows of a page; 0 for one page, where the vendor has that
 * @param heartbeatMinutes heartbeat interval; below 0 for none
 * @param confirmations complete snapshots that prove an end; 0 for the default
 * @param goneAfter polls that do not find the resource until it counts as gone
 * @param steps what happens, poll by poll
 */
record Scenario(
    Vendor vendor,
    int pageSize,
    int heartbeatMinutes,
    int confirmations,
    int goneAfter,
    List<Step> steps) {

  /** Most subjects of a history. */
  static final int SUBJECTS = 6;

  /** What a vendor or the network does to a poll. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** A page cannot be read. */
    ERROR,
    /** The resource is not found while a page is asked for. */
    NOT_FOUND,
    /** A page has a record that is refused. */
    BROKEN_RECORD,
    /** A page declares a total that is not that of the list. */
    WRONG_TOTAL,
    /** Every page does. */
    ALWAYS_WRONG_TOTAL,
    /** The slot is over before the list has been walked. */
    LATE
  }

  /**
   * Something that happens to the list.
   *
   * @param act what
   * @param number to whom
   * @param amount by how much
   * @param when 0 before the poll, else after so many pages were asked for
   */
  record Happening(Act act, int number, int amount, int when) {}

  /**
   * A poll and what happens meanwhile.
   *
   * @param skipped slots without a poll before it
   * @param happenings what happens to the list
   * @param fault what goes wrong
   * @param page the page that it goes wrong with, counted over all walks
   * @param lost whether it is not published, so that the next slot polls the same list again
   * @param restart whether the process starts anew after it
   */
  record Step(
      int skipped,
      List<Happening> happenings,
      Fault fault,
      int page,
      boolean lost,
      boolean restart) {}

  Scope scope() {
    return vendor.scope(
        pageSize,
        heartbeatMinutes < 0 ? null : Duration.ofMinutes(heartbeatMinutes),
        confirmations == 0 ? null : Integer.valueOf(confirmations),
        goneAfter);
  }
}
