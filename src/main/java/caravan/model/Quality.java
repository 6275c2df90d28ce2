package caravan.model;

import java.util.List;

/**
 * A doubt that travels with the event.
 *
 * @param code one of the contract's quality codes, for example {@code masked_address}
 * @param path field it is about, in dotted form
 * @param detail more, or null
 */
public record Quality(String code, String path, String detail) {

  /** A doubt without detail. */
  public Quality(String code, String path) {
    this(code, path, null);
  }

  static void write(List<Quality> all, JsonText out) {
    out.openArray();
    for (Quality one : all) {
      out.element()
          .open()
          .field("code", one.code)
          .field("detail", one.detail)
          .field("path", one.path)
          .close();
    }
    out.closeArray();
  }
}
