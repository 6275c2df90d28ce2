package caravan.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something in an API's data sheet that cannot be used.
 *
 * @param key dotted key in the sheet, for example {@code row.fields.client.address}
 * @param message what is wrong, without the place
 * @param remedy what to do, one sentence
 */
public record Mistake(String key, String message, String remedy) {

  /** Several mistakes in one text. */
  public static String all(List<Mistake> mistakes) {
    return mistakes.stream().map(Mistake::toString).collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return key + ": " + message + ". " + remedy;
  }
}
