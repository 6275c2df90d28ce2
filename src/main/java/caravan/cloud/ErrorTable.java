package caravan.cloud;

import caravan.model.Failure;
import caravan.model.PollError;
import java.util.ArrayList;
import java.util.List;

/**
 * A vendor's error codes and the class of each. Rows are tried in the order they were added; a code
 * that ends in a star fits every code that begins so. A code no row fits is judged by the HTTP
 * status.
 */
public final class ErrorTable {

  private record Row(String code, Failure failure) {

    boolean fits(String stated) {
      return code.endsWith("*")
          ? stated.startsWith(code.substring(0, code.length() - 1))
          : stated.equals(code);
    }
  }

  private final List<Row> rows = new ArrayList<>();

  /** Adds codes of one class. */
  public ErrorTable with(Failure failure, String... codes) {
    for (String code : codes) {
      rows.add(new Row(code, failure));
    }
    return this;
  }

  /** The error for a code that a vendor stated. */
  public PollError error(String code, String message, int status) {
    for (Row row : rows) {
      if (row.fits(code)) {
        return PollError.of(row.failure, code, message, status);
      }
    }
    boolean success = status >= 200 && status < 300;
    return PollError.of(
        success ? Failure.UNKNOWN : Failure.ofStatus(status),
        code.isEmpty() ? PollError.ofStatus(status).code() : code,
        message,
        status);
  }
}
