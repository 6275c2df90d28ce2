package caravan.poll.page;

import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Judge;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.redact.OneLine;
import jakarta.annotation.Priority;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;

/** Advances a poll to its next page, ends its walk, or begins another one. */
@Singleton
@Named("pages")
@Priority(80)
public final class Pages implements AttemptGate {

  private static final Logger LOG = Logger.getLogger(Pages.class);

  /** Codes of an answer that exceeds our limits. */
  private static final Set<String> TOO_LARGE = Set.of("page_too_large", "too_many_rows");

  private final Pager pager;

  public Pages(PollSettings settings) {
    this.pager = new Pager(settings.maxPages());
  }

  /** Moves the poll behind a page whose rows were read, or to the start of another walk. */
  public void advance(@ExchangeProperty("poll") Poll poll, @Body Page.Taken taken) {
    moveCursor(poll, taken);
    Judge.restartIfMoved(poll);
    poll.endIfOver();
  }

  void moveCursor(Poll poll, Page.Taken taken) {
    if (poll.error() != null) {
      return;
    }
    if (taken.page().number() > 0 && taken.fresh() == 0 && poll.walk().rejected() == 0) {
      // Asked beyond its end, a vendor may repeat a page, whose rows are counted already. Rejected
      // rows are dead letters each time, and make the poll incomplete anyway.
      poll.walk().uncountRows(taken.rows());
    }
    Pager.Step step =
        markedEnd(poll, taken)
            ? Pager.Step.END
            : pager.after(
                poll.scope().api(),
                poll.walk().cursor(),
                taken.page(),
                taken.rows(),
                taken.fresh());
    String marker = step.next() == null ? null : step.next().marker();
    if (marker != null && !poll.walk().addMarker(marker)) {
      String message = "the marker of the next page is that of an earlier one";
      step = Pager.Step.stop("marker_repeated", message);
    }
    if (step.error() != null) {
      poll.walk().fail(step.error().at(poll.walk().cursor().page(), 1));
    }
    Long total = taken.page().declaredTotal();
    if (hasPages(poll) && total != null && total > taken.rows()) {
      inPages(poll, taken.rows() + " of " + total + " rows came");
    } else {
      poll.walk().advance(step.next());
    }
  }

  /** Some vendors state a marker on the last page too; then the declared total tells the end. */
  private static boolean markedEnd(Poll poll, Page.Taken taken) {
    Long total = taken.page().declaredTotal();
    return poll.scope().api().paging().style() == Api.Paging.MARKER
        && total != null
        && poll.walk().received() >= total;
  }

  @Override
  public Permit enter(Attempt attempt) {
    return new Permit() {
      @Override
      public void failed(PollError error) {
        fallBack(attempt.poll());
      }
    };
  }

  /** Switches to pages if the vendor refuses a single answer, or if that exceeds our limits. */
  private void fallBack(Poll poll) {
    if (poll.walk().endedByPage() && hasPages(poll)) {
      PollError error = poll.error();
      if (error.failure() == Failure.BAD_REQUEST || TOO_LARGE.contains(error.code())) {
        inPages(poll, error.code());
      }
    }
  }

  /** Whether the poll asked for everything at once although the API has pages. */
  private static boolean hasPages(Poll poll) {
    Api api = poll.scope().api();
    return poll.walk().pageSize() == 0
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
