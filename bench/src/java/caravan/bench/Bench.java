package caravan.bench;

import java.util.List;

/** Runs the benchmarks that are named on the command line, one after the other. */
public final class Bench {

  private Bench() {}

  /**
   * Entry point.
   *
   * @param arguments {@code state}: memory and speed of the state; {@code load}: a state of 10⁶
   *     subjects out of Kafka; {@code scale}: the product with up to 10,000 scopes, {@code
   *     scale=10:60,10000:300} with so many scopes for so many seconds each
   */
  public static void main(String[] arguments) throws Exception {
    for (String name : arguments.length == 0 ? List.of("state") : List.of(arguments)) {
      switch (name) {
        case "state" -> StateBench.run();
        case "load" -> LoadBench.run();
        case "scale" -> ScaleBench.run(null);
        default -> {
          if (!name.startsWith("scale=")) {
            throw new IllegalArgumentException("state, load or scale, not " + name);
          }
          ScaleBench.run(name.substring("scale=".length()));
        }
      }
    }
  }
}
