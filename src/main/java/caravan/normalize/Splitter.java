package caravan.normalize;

import caravan.Settings;
import caravan.model.Account;
import caravan.model.FollowsScopes;
import caravan.model.Page;
import caravan.model.Poll;
import caravan.model.Scope;
import caravan.redact.Redaction;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Splits a page into its rows and adds each to the poll, as {@link PageRows} says. */
@Singleton
@Named("splitter")
public final class Splitter implements FollowsScopes {

  private final Settings settings;

  /** Finding all forms of a secret takes time, so it is not done for each page. */
  private final Map<Account, Redaction> redactions = new ConcurrentHashMap<>();

  /** Takes its limits from {@code caravan.poll}. */
  public Splitter(Settings settings) {
    this.settings = settings;
  }

  /** Adds every row of a page to the poll. */
  public Page.Taken take(
      @ExchangeProperty("poll") Poll poll,
      @ExchangeProperty("normalizer") Normalizer normalizer,
      @Body Page page) {
    poll.received(page);
    Redaction redaction =
        redactions.compute(
            poll.scope().target().account(), (account, known) -> Redaction.of(account, known));
    return new PageRows(poll, page, redaction, settings.poll().rejectedRecords()).take(normalizer);
  }

  @Override
  public void keepOnly(Collection<Scope> scopes) {
    redactions
        .keySet()
        .retainAll(
            scopes.stream().map(scope -> scope.target().account()).collect(Collectors.toSet()));
  }
}
