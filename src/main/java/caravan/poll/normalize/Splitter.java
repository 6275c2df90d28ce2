package caravan.poll.normalize;

import caravan.model.Account;
import caravan.model.Page;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.redact.Redaction;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Splits a page into its rows and adds each to the poll, as {@link PageRows} says. */
@Singleton
@Named("splitter")
public final class Splitter implements ScopeAware {

  private final PollSettings settings;

  /** Finding all forms of a secret takes time, so it is not done for each page. */
  private final Map<Account, Redaction> redactions = new ConcurrentHashMap<>();

  public Splitter(PollSettings settings) {
    this.settings = settings;
  }

  /**
   * Adds every row of a page to the poll.
   *
   * @return the page without its rows, which are not needed any more
   */
  public Page.Taken split(@ExchangeProperty("poll") Poll poll, @Body Page page) {
    Redaction redaction =
        redactions.compute(
            poll.scope().target().account(),
            (account, known) -> Redaction.of(account, poll.attempt().credential(), known));
    List<String> plain = poll.scope().api().row().plain();
    PageRows rows =
        new PageRows(poll, page, redaction.leaving(plain), settings.maxRejectedRecords());
    Page.Taken taken = rows.read(poll.parts().normalizer());
    poll.heldMemory().releaseAnswer();
    return taken;
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    redactions
        .keySet()
        .retainAll(
            scopes.stream().map(scope -> scope.target().account()).collect(Collectors.toSet()));
  }
}
