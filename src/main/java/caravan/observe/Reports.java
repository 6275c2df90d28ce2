package caravan.observe;

import caravan.event.Report;
import caravan.model.PollError;
import caravan.poll.Poll;
import caravan.redact.OneLine;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;

/** Logs one line per poll, and counts it. */
@Singleton
@Named("reports")
public final class Reports {

  private static final Logger LOG = Logger.getLogger(Reports.class);

  private final Meters meters;

  public Reports(Meters meters) {
    this.meters = meters;
  }

  /** A poll has ended: published, marker and checkpoint included, or abandoned. */
  public void ended(@ExchangeProperty("poll") Poll poll) {
    if (poll.report() == null) {
      abandoned(poll);
    } else {
      published(poll);
    }
  }

  private void published(Poll poll) {
    Report report = poll.report();
    Duration duration = poll.elapsed();
    meters.published(poll, duration);
    LOG.infof(
        "poll api=%s scope=%s pollId=%s verdict=%s%s pages=%d rows=%d rejected=%d events=%d ms=%d%s",
        poll.scope().api(),
        poll.scope(),
        poll.id(),
        report.status(),
        report.reason() == null ? "" : " reason=" + report.reason(),
        report.pagesReceived(),
        report.received(),
        report.rejected(),
        report.events(),
        duration.toMillis(),
        error(report.error()));
  }

  /** The service stops, or another replica has taken the scope over. */
  private void abandoned(Poll poll) {
    meters.unpublished(poll, "abandoned");
    LOG.infof(
        "poll api=%s scope=%s pollId=%s verdict=abandoned: %s",
        poll.scope().api(),
        poll.scope(),
        poll.id(),
        poll.memory().lost() ? "another replica takes the scope over" : "the service is stopping");
  }

  /** A scope that was removed from the targets was ended. */
  public void retired(@ExchangeProperty("poll") Poll poll) {
    LOG.infof(
        "retired api=%s scope=%s pollId=%s events=%d: %s",
        poll.scope().api(),
        poll.scope(),
        poll.id(),
        poll.outcome().events().size(),
        poll.outcome().checkpoint() == null
            ? "it ended long ago, and its checkpoint goes"
            : "it is not among the targets any more");
  }

  /** A poll could not be published; without a poll, a timer met an unforeseen failure. */
  public void unpublished(
      @ExchangeProperty("poll") Poll poll,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
    // Camel wraps errors such as OutOfMemoryError.
    Throwable cause =
        failure instanceof CamelExecutionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String why =
        String.format(
            "cause=%s message=\"%s\"",
            cause.getClass().getSimpleName(), OneLine.of(cause.getMessage()));
    if (poll == null) {
      LOG.errorf("unforeseen failure %s", why);
      return;
    }
    meters.unpublished(poll, "unpublished");
    LOG.errorf(
        "poll api=%s scope=%s pollId=%s verdict=unpublished %s",
        poll.scope().api(), poll.scope(), poll.id(), why);
  }

  private static String error(PollError error) {
    if (error == null) {
      return "";
    }
    return String.format(
        " error=%s code=%s httpStatus=%s page=%s attempts=%s message=\"%s\"",
        error.reason(),
        OneLine.of(error.code()),
        error.httpStatus() == null ? "none" : error.httpStatus(),
        error.page(),
        error.attempts(),
        OneLine.of(error.message()));
  }
}
