package caravan.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * One answer of a vendor, read in full and known to be well formed. Its rows stay bytes until they
 * are read.
 *
 * @param number page number, from 0
 * @param bytes size of the whole answer
 * @param rows the rows, parsed one by one as they are read
 * @param envelope everything of the answer but its rows
 * @param observedAt when the last byte had been read
 * @param nextMarker what the vendor states for the next page, or null
 * @param missing path of the list of rows if the answer does not have it; else null
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
    Instant observedAt,
    String nextMarker,
    String missing) {

  /** A page without a marker, whose list of rows is there. */
  public Page(
      int number,
      int status,
      int bytes,
      Collection<JsonNode> rows,
      JsonNode envelope,
      Long declaredTotal,
      Integer declaredPages,
      String requestId,
      Instant observedAt) {
    this(
        number,
        status,
        bytes,
        rows,
        envelope,
        declaredTotal,
        declaredPages,
        requestId,
        observedAt,
        null,
        null);
  }

  /** The page without what keeps its bytes in memory. */
  public Page withoutRows() {
    return new Page(
        number,
        status,
        bytes,
        List.of(),
        MissingNode.getInstance(),
        declaredTotal,
        declaredPages,
        requestId,
        observedAt,
        nextMarker,
        missing);
  }

  /** Shows nothing the vendor sent: it may repeat a secret it was sent. */
  @Override
  public String toString() {
    return "Page[" + number + ", status " + status + "]";
  }

  /**
   * A page whose rows were read.
   *
   * @param fresh rows that no earlier page had
   */
  public record Taken(Page page, long rows, long fresh) {}
}
