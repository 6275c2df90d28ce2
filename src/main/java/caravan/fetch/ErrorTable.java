package caravan.fetch;

import caravan.model.PollError;
import caravan.model.Reasons;
import java.util.ArrayList;
import java.util.List;

/**
 * A vendor's error codes and what each means. Rows are tried in the order they were added; a code
 * that ends in a star fits every code that begins so. A code no row fits is a vendor error that is
 * not worth repeating.
 */
public final class ErrorTable {

  private record Row(String code, String reason, boolean retryable) {

    boolean fits(String stated) {
      return code.endsWith("*")
          ? stated.startsWith(code.substring(0, code.length() - 1))
          : stated.equals(code);
    }
  }

  private final List<Row> rows = new ArrayList<>();

  /** Adds a code that asking again does not help. */
  public ErrorTable finalError(String code, String reason) {
    rows.add(new Row(code, reason, false));
    return this;
  }

  /** Adds a code that may be gone when asked again later. */
  public ErrorTable retryable(String code, String reason) {
    rows.add(new Row(code, reason, true));
    return this;
  }

  /** The error for a code that a vendor stated. */
  public PollError error(String code, String message, int status) {
    for (Row row : rows) {
      if (row.fits(code)) {
        return PollError.of(row.reason, code, message, status, row.retryable);
      }
    }
    PollError byStatus = Reasons.ofStatus(status);
    boolean said = status < 200 || status >= 300;
    return PollError.of(
        said ? byStatus.reason() : Reasons.VENDOR_ERROR,
        code.isEmpty() ? byStatus.code() : code,
        message,
        status,
        said && byStatus.retryable());
  }
}
