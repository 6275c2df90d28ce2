package caravan.model;

/**
 * Where the next page starts; lives only within one poll.
 *
 * @param page page number, from 0
 * @param offset record offset, from 0
 * @param size rows asked for; 0 asks for everything in one answer
 * @param marker what the page before stated; null for the first page, and without such markers
 */
public record Cursor(int page, long offset, int size, String marker) {

  public Cursor(int page, long offset, int size) {
    this(page, offset, size, null);
  }

  /** The first page. */
  public static Cursor first(int size) {
    return new Cursor(0, 0, size);
  }

  /** The page after this one, whose offset is {@code size} rows further. */
  public Cursor next() {
    return next(null);
  }

  /** The page after this one, which stated a marker. */
  public Cursor next(String marker) {
    return new Cursor(page + 1, offset + size, size, marker);
  }
}
