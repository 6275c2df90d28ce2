package caravan.poll.limit;

/** Makes the parts that learn from answers forget them, so that tests of one application do not. */
public final class Fresh {

  private Fresh() {}

  /** As if the service had just started. */
  public static void start(RateLimiter budget, Circuits circuits) {
    budget.forget();
    circuits.forget();
  }
}
