package caravan.schedule;

import caravan.Settings;
import caravan.model.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.ExchangeProperty;

/** How many requests a second an account may send to an API. */
@Singleton
@Named("budget")
public final class Budget {

  private final Settings.Quota quota;

  /** With the share of {@code caravan.quota}. */
  public Budget(Settings settings) {
    this.quota = settings.quota();
  }

  /** Requests per second, at least one. */
  public long rate(@ExchangeProperty("poll") Poll poll) {
    double documented = poll.scope().api().requestsPerSecond();
    double rate = documented > 0 ? documented * quota.share() : quota.unpublished();
    return Math.max(1, (long) rate);
  }
}
