package caravan.event;

import caravan.json.JsonText;

/**
 * A doubt that travels with the event.
 *
 * @param code one of the contract's quality codes, for example {@code masked_address}
 * @param path field it is about, in dotted form
 */
public record Quality(String code, String path, String detail) {

  /** Code of a fact that the contract requires and the vendor does not state. */
  public static final String NOT_STATED = "not_stated";

  public Quality(String code, String path) {
    this(code, path, null);
  }

  /** Writes it as events have it. */
  public void write(JsonText out) {
    out.open().field("code", code).field("detail", detail).field("path", path).close();
  }
}
