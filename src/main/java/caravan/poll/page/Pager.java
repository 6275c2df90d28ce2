package caravan.poll.page;

import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PollError;

/**
 * Finds where the next page starts, for each kind of paging. It stops after a short or empty page,
 * after a page with nothing new, and at the limits of the vendor and of the settings. Where the
 * vendor states markers, these say where the list ends, however short a page is.
 */
final class Pager {

  /** The next cursor, or null at the end; or the error that ends the list early. */
  record Step(Cursor next, PollError error) {

    static final Step END = new Step(null, null);

    static Step stop(String code, String message) {
      return new Step(null, PollError.of(Failure.UNREADABLE, code, message, null));
    }
  }

  private final int maxPages;

  Pager(int maxPages) {
    this.maxPages = maxPages;
  }

  /** The step after a page with so many rows, of which {@code fresh} are on no earlier page. */
  Step after(Api api, Cursor cursor, Page page, long rows, long fresh) {
    boolean stale = fresh == 0 && cursor.page() > 0;
    boolean end =
        switch (api.paging().style()) {
          case NONE -> true;
          case OFFSET -> stale || cursor.size() == 0 || rows < cursor.size();
          case NUMBER -> stale || lastNumber(cursor, page, rows);
          case MARKER -> page.nextMarker() == null;
        };
    if (end || rows == 0) {
      return Step.END;
    }
    Cursor next = cursor.next(api.paging().style() == Api.Paging.MARKER ? page.nextMarker() : null);
    if (next.page() >= maxPages) {
      return Step.stop("page_limit", "the list goes on after " + maxPages + " pages");
    }
    if (api.paging().style() == Api.Paging.OFFSET && next.offset() > api.paging().maxOffset()) {
      String message = "rows behind offset " + api.paging().maxOffset() + " cannot be asked for";
      return Step.stop("offset_limit", message);
    }
    return new Step(next, null);
  }

  /** The declared number of pages decides; without one, a short page ends the list. */
  private static boolean lastNumber(Cursor cursor, Page page, long rows) {
    return page.declaredPages() != null && page.declaredPages() > 0
        ? cursor.page() + 1 >= page.declaredPages()
        : rows < cursor.size();
  }
}
