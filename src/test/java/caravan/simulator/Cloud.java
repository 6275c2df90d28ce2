package caravan.simulator;

import java.time.Instant;

/** One vendor's front door: knows its own calls and answers them. */
interface Cloud {

  /** API id of a call that is meant for this vendor, or null for somebody else's. */
  String api(Call call);

  /**
   * Checks and answers a call.
   *
   * @param call call whose API is one of this vendor's
   * @param now time by the vendor's clock
   */
  Answer answer(Call call, Instant now);
}
