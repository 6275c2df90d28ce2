package caravan.poll;

import caravan.model.PageFailure;

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
}
