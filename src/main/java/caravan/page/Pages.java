package caravan.page;

import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.OneLine;
import caravan.model.Page;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.PollSettings;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;

/** Turns to the next page of a poll, or ends its walk. */
@Singleton
@Named("pages")
public final class Pages {

  private static final Logger LOG = Logger.getLogger(Pages.class);

  /** Codes of an answer that is larger than what is read here. */
  private static final Set<String> BEYOND = Set.of("page_too_large", "too_many_rows");

  private final Pager pager;

  /** With the page limit of {@code caravan.poll}. */
  public Pages(PollSettings settings) {
    this.pager = new Pager(settings.maxPages());
  }

  /** Moves the cursor of the poll behind a page whose rows were taken. */
  public void turn(@ExchangeProperty("poll") Poll poll, @Body Page.Taken taken) {
    if (poll.error() != null) {
      return;
    }
    if (taken.page().number() > 0 && taken.fresh() == 0 && poll.rejected() == 0) {
      // A vendor asked behind its end may repeat a page; its rows were counted already. Rejected
      // rows are dead letters each time, and a poll with one cannot be complete anyway.
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
   * Asks for pages where the vendor refuses to give everything in one answer, or that answer is
   * beyond the bounds here.
   */
  public void fallBack(@ExchangeProperty("poll") Poll poll) {
    if (poll.endedByPage() && hasPages(poll)) {
      PollError error = poll.error();
      if (error.failure() == Failure.BAD_REQUEST || BEYOND.contains(error.code())) {
        inPages(poll, error.code());
      }
    }
  }

  /** Whether everything was asked for at once although the vendor has pages. */
  private static boolean hasPages(Poll poll) {
    Api api = poll.scope().api();
    return poll.pageSize() == 0
        && api.paging().style() != Api.Paging.NONE
        && api.paging().maxPageSize() > 0;
  }

  private static void inPages(Poll poll, String why) {
    int size = poll.scope().api().paging().maxPageSize();
    LOG.infof(
        "scope=%s pollId=%s is not listed in one answer (%s), it is asked for in pages of %d",
        poll.scope(), poll.id(), OneLine.of(why), size);
    poll.walkInPages(size);
  }
}
