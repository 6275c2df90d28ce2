package caravan.poll;

import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.Request;

/**
 * What a gate holds for one attempt. After {@link #accepted} or {@link #failed} it holds nothing;
 * one of them is called, once.
 */
public interface Permit {

  /** For gates that hold nothing. */
  Permit NONE = new Permit() {};

  /** The signed request is about to be sent. */
  default void sending(Request request) {}

  /** An answer was read in full, whatever it says. */
  default void answered(Reply reply) {}

  /** The answer is a page of the list. */
  default void accepted(Page page) {}

  /** The attempt brought no page. */
  default void failed(PollError error) {}
}
