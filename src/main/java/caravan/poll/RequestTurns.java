package caravan.poll;

import caravan.model.Scope;
import java.time.Duration;

/** When a request of a poll may be sent, as things stand. */
public interface RequestTurns {

  /** How long a poll would wait that comes behind so many others with the same quota. */
  Duration timeToTurn(Scope scope, int others);

  /** Whether the vendor's pause outlasts the slot of a poll. */
  boolean isPausedFor(Poll poll);
}
