package caravan.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The request limits: those the vendors document, until a test sets others. */
final class Gate {

  private final Rates rates;
  private final Clouds clouds;
  private final Map<String, Integer> limits = new ConcurrentHashMap<>();

  Gate(Rates rates, Clouds clouds) {
    this.rates = rates;
    this.clouds = clouds;
  }

  /** Sets the requests per second of an API per account; 0 lifts the limit. */
  void limit(String api, int perSecond) {
    limits.put(api, perSecond);
  }

  int limit(String api) {
    Integer set = limits.get(api);
    return set == null ? (int) clouds.sheet(api).api().limits().requestsPerSecond() : set;
  }

  /** Whether one more request of the account fits. */
  boolean admits(String api, String accountId) {
    return rates.grant(accountId + "/" + api, limit(api), System.nanoTime());
  }

  /** Back to what the vendors document, as the sheets say; the others publish no figure. */
  void documented() {
    limits.clear();
  }
}
