package caravan.cloud;

import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PollError;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A vendor's error codes and the class of each. The first row that fits decides; a code that ends
 * in a star fits every code that begins so. If no row fits, the HTTP status decides.
 */
public final class ErrorTable {

  private record Row(String code, Failure failure) {

    boolean fits(String stated) {
      return code.endsWith("*")
          ? stated.startsWith(code.substring(0, code.length() - 1))
          : stated.equals(code);
    }
  }

  private final List<Row> rows;

  /** Reads lines of a {@link Failure} and its codes, separated by blanks. */
  public ErrorTable(String text) {
    rows =
        text.lines()
            .map(line -> line.split(" +"))
            .flatMap(
                words ->
                    Arrays.stream(words)
                        .skip(1)
                        .map(code -> new Row(code, Failure.valueOf(words[0]))))
            .toList();
  }

  private static Stream<Row> own(Api api) {
    return api.errors().entrySet().stream()
        .flatMap(one -> one.getValue().stream().map(code -> new Row(code, one.getKey())));
  }

  /** The error for a code that a vendor stated; the codes of the API itself count first. */
  public PollError error(Api api, String code, String message, int status) {
    return error(Stream.concat(own(api), rows.stream()), code, message, status);
  }

  /** The error for a code of a call that no API's data sheet is about. */
  public PollError error(String code, String message, int status) {
    return error(rows.stream(), code, message, status);
  }

  private static PollError error(Stream<Row> rows, String code, String message, int status) {
    Optional<Failure> known = rows.filter(row -> row.fits(code)).map(Row::failure).findFirst();
    if (known.isPresent()) {
      return PollError.of(known.get(), code, message, status);
    }
    boolean success = status >= 200 && status < 300;
    return PollError.of(
        success ? Failure.UNKNOWN : Failure.ofStatus(status),
        code.isEmpty() ? PollError.ofStatus(status).code() : code,
        message,
        status);
  }
}
