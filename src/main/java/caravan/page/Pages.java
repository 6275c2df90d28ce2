package caravan.page;

import caravan.Settings;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.redact.OneLine;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;

/** Moves a poll to its next page, or to the end of its list. */
@Singleton
@Named("pages")
public final class Pages {

  private static final Logger LOG = Logger.getLogger(Pages.class);

  /** Codes of an answer that exceeds our limits. */
  private static final Set<String> TOO_LARGE = Set.of("page_too_large", "too_many_rows");

  private final Pager pager;

  /** Takes the page limit from {@code caravan.poll}. */
  public Pages(Settings settings) {
    this.pager = new Pager(settings.poll().pages());
  }

  /** Moves the cursor of the poll past a page whose rows were taken. */
  public void turn(@ExchangeProperty("poll") Poll poll, @Body Page.Taken taken) {
    if (poll.error() != null) {
      return;
    }
    if (taken.page().number() > 0 && taken.fresh() == 0 && poll.rejected() == 0) {
      // Asked for a page after its last one, a vendor may repeat a page whose rows were counted.
      // Rejected rows become dead letters each time, and such a poll cannot be complete anyway.
      poll.uncountRows(taken.rows());
    }
    Pager.Step step =
        pager.after(poll.scope().api(), poll.cursor(), taken.page(), taken.rows(), taken.fresh());
    if (step.error() != null) {
      poll.fail(step.error().at(poll.cursor().page(), 1));
    }
    Long total = taken.page().declaredTotal();
    if (hasPages(poll) && total != null && total > taken.rows()) {
      inPages(poll, taken.rows() + " of " + total + " rows came");
    } else {
      poll.advance(step.next());
    }
  }

  /**
   * Switches to pages if the vendor refuses to list everything in one answer, or if that answer
   * exceeds our limits.
   */
  public void fallBack(@ExchangeProperty("poll") Poll poll) {
    if (poll.endedByPage() && hasPages(poll)) {
      PollError error = poll.error();
      if (error.failure() == Failure.BAD_REQUEST || TOO_LARGE.contains(error.code())) {
        inPages(poll, error.code());
      }
    }
  }

  /** Whether everything was asked for at once although the API has pages. */
  private static boolean hasPages(Poll poll) {
    Api api = poll.scope().api();
    return poll.pageSize() == 0 && api.paging() != Api.Paging.NONE && api.maxPageSize() > 0;
  }

  private static void inPages(Poll poll, String why) {
    int size = poll.scope().api().maxPageSize();
    LOG.infof(
        "scope=%s pollId=%s is not listed in one answer (%s), it is asked for in pages of %d",
        poll.scope(), poll.id(), OneLine.of(why), size);
    poll.walkInPages(size);
  }
}
