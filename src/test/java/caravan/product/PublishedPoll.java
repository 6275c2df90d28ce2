package caravan.product;

import java.util.List;

/**
 * The events of one poll, in the order of their partition; the marker is last when it is whole.
 *
 * @param id poll id
 * @param scope path of its scope
 * @param events all its events
 */
public record PublishedPoll(String id, String scope, List<Published> events) {

  public Published last() {
    return events.get(events.size() - 1);
  }

  /** Whether its marker says that it saw everything. */
  public boolean complete() {
    return last().complete();
  }

  /** Its events without the marker. */
  public List<Published> changes() {
    return events.stream().filter(event -> !event.marker()).toList();
  }

  @Override
  public String toString() {
    return "poll " + id + " of " + Listing.of(scope) + " at " + last().place();
  }
}
