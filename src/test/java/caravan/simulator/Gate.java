package caravan.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The request limits: those the vendors document, until a test sets others. */
final class Gate {

  private final Rates rates;
  private final Map<String, Integer> limits = new ConcurrentHashMap<>();

  Gate(Rates rates) {
    this.rates = rates;
    documented();
  }

  /** Sets the requests per second of an API per account; 0 lifts the limit. */
  void limit(String api, int perSecond) {
    limits.put(api, perSecond);
  }

  int limit(String api) {
    return limits.getOrDefault(api, 0);
  }

  /** Whether one more request of the account fits. */
  boolean admits(String api, String accountId) {
    return rates.grant(accountId + "/" + api, limit(api), System.nanoTime());
  }

  /** Back to what the vendors document; the others publish no figure. */
  void documented() {
    limits.clear();
    limits.put(Simulator.TENCENT_CLIENT_CONNECTIONS, 5);
    limits.put(Simulator.TENCENT_INSTANCE_SSL, 20);
  }
}
