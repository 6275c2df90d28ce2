package caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;

/**
 * One answer of a vendor, read in full and known to be well formed. Its rows stay bytes until they
 * are walked.
 *
 * @param number page number, from 0
 * @param status HTTP status
 * @param bytes bytes of the whole answer
 * @param rows the rows, parsed one by one as they are walked
 * @param envelope everything of the answer but its rows
 * @param declaredTotal rows the vendor declares, or null
 * @param declaredPages pages the vendor declares, or null
 * @param requestId vendor's request id, or null
 * @param observedAt when the last byte had been read
 */
public record Page(
    int number,
    int status,
    int bytes,
    Collection<JsonNode> rows,
    JsonNode envelope,
    Long declaredTotal,
    Integer declaredPages,
    String requestId,
    Instant observedAt) {

  /** Nothing that the vendor said: it may repeat what it was sent. */
  @Override
  public String toString() {
    return "Page[" + number + ", status " + status + "]";
  }

  /**
   * What the walk needs to know of a page whose rows were taken.
   *
   * @param page the page
   * @param rows rows it had
   * @param fresh rows that told something no earlier page had
   */
  public record Taken(Page page, long rows, long fresh) {}
}
