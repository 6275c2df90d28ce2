package caravan.poll;

import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;

/**
 * May hold an attempt at a page back, and hears how the attempt ended, exactly once.
 *
 * <p>{@link Attempts} enters the gates in the order of their {@code @Priority}, highest first, and
 * tells their permits in reverse. So what decides about another attempt (retries, paging) comes
 * first and hears of a failure last, when everything else has been given back.
 */
public interface AttemptGate {

  /**
   * Lets an attempt pass, perhaps after a wait.
   *
   * @throws PageFailure when the attempt must not be made; whatever this gate took, it has given
   *     back by then
   */
  Permit enter(Attempt attempt) throws PageFailure;

  /**
   * What a gate holds for one attempt. After {@link #accepted} or {@link #failed} it holds nothing.
   */
  interface Permit {

    /** For gates that hold nothing. */
    Permit NONE = new Permit() {};

    /** The signed request is about to be sent. */
    default void sending(Request request) {}

    /** An answer was read in full, whatever it says. */
    default void answered(Reply reply) {}

    /** The answer is a page of the list. Ends the permit. */
    default void accepted(Page page) {}

    /** The attempt brought no page. Ends the permit. */
    default void failed(PollError error) {}
  }
}
