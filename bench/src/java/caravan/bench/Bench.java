package caravan.bench;

import java.util.List;

/** Runs the benchmarks that are named on the command line, one after the other. */
public final class Bench {

  private Bench() {}

  /**
   * Entry point.
   *
   * @param arguments {@code state}: memory and speed of the state; {@code load}: a state of 10⁶
   *     subjects out of Kafka; {@code start}: from the start to the first event; {@code footprint}:
   *     memory with five scopes; {@code pipeline}: rows per second against other programs;
   *     {@code micro}: single steps of a poll, with {@code micro:name=value,…} as {@link MicroBench}
   *     reads it
   */
  public static void main(String[] arguments) throws Exception {
    for (String name : arguments.length == 0 ? List.of("state") : List.of(arguments)) {
      String[] parts = name.split(":", 2);
      switch (parts[0]) {
        case "state" -> StateBench.run();
        case "load" -> LoadBench.run();
        case "micro" -> MicroBench.run(parts.length == 1 ? "" : parts[1]);
        case "start" -> StartBench.run();
        case "footprint" -> FootprintBench.run();
        case "pipeline" -> PipelineBench.run();
        default -> throw new IllegalArgumentException("there is no benchmark " + name);
      }
    }
  }
}
