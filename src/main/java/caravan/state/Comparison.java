package caravan.state;

import caravan.model.Event;
import caravan.model.Poll;
import java.util.List;

/**
 * The stage between normalizing and publishing: says which events follow from what a poll saw and
 * what was known before.
 */
public interface Comparison {

  /** The events of a poll that has been walked, in their order, without the marker. */
  List<Event> compare(Poll poll);
}
