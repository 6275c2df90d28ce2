package caravan.simulator;

import java.time.Instant;

/** What one cloud answers to those who assume roles, and to a machine that asks for its own. */
interface RoleService {

  /** The answer; null when the call is about something else. */
  Answer answer(Call call, Instant now);
}
