package caravan.bench;

import java.util.List;

/** Runs the benchmarks that are named on the command line, one after the other. */
public final class Bench {

  private Bench() {}

  /**
   * Entry point.
   *
   * @param arguments names of benchmarks, see {@code bench/README.md}; some take options of their
   *     own behind a colon
   */
  public static void main(String[] arguments) throws Exception {
    for (String argument : arguments.length == 0 ? List.of("state") : List.of(arguments)) {
      String[] parts = argument.split(":", 2);
      String options = parts.length == 1 ? "" : parts[1];
      switch (parts[0]) {
        case "state" -> StateBench.run();
        case "load" -> LoadBench.run();
        case "micro" -> MicroBench.run(options);
        case "pipeline" -> PipelineBench.run();
        case "scale" -> ScaleBench.run(options);
        case "start" -> StartBench.run();
        case "footprint" -> FootprintBench.run();
        default -> throw new IllegalArgumentException("there is no benchmark " + argument);
      }
    }
  }
}
