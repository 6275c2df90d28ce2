package caravan.page;

import caravan.Settings;
import caravan.model.Page;
import caravan.model.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Turns to the next page of a poll, or ends its walk. */
@Singleton
@Named("pages")
public final class Pages {

  private final Pager pager;

  /** With the page limit of {@code caravan.poll}. */
  public Pages(Settings settings) {
    this.pager = new Pager(settings.poll().pages());
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
    poll.advance(step.next());
  }
}
