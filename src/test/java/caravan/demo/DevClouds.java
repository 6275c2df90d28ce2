package caravan.demo;

import caravan.broker.Broker;
import caravan.simulator.Clouds;
import caravan.simulator.Life;
import caravan.simulator.Simulator;
import caravan.simulator.TargetsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Kafka and the simulated clouds beside {@code mvn quarkus:dev}. Maven starts this process and it
 * ends with Maven, however Maven ends. Topics are kept in the build folder until {@code mvn clean}.
 */
public final class DevClouds {

  private static final long SEED = 1;
  private static final Duration CHANGE_EVERY = Duration.ofSeconds(3);

  private DevClouds() {}

  /**
   * Runs until Maven ends.
   *
   * @param arguments folder for the targets and the topics, port of Kafka, port of the clouds
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    try (Simulator simulator = Simulator.start(Integer.parseInt(arguments[2]));
        Life life = new Life(simulator.clouds(), SEED)) {
      // First, because the product reads it while Kafka is still starting.
      Files.writeString(folder.resolve("targets.yaml"), targets(simulator));
      try (Broker broker = Broker.start(Integer.parseInt(arguments[1]), folder.resolve("kafka"))) {
        life.start(CHANGE_EVERY);
        System.out.println(
            "Kafka at "
                + broker.bootstrapServers()
                + ", simulated clouds at "
                + simulator.endpoint());
        ProcessHandle.current().parent().orElseThrow().onExit().join();
      }
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage() + "; is the port taken?");
      System.exit(1);
    }
  }

  /** The demo's targets with the simulator's credentials written out, which are no secret. */
  private static String targets(Simulator simulator) {
    Clouds clouds = simulator.clouds();
    String text = TargetsFile.finding(clouds, simulator.endpoint(), Demo::every, "1m");
    for (Map.Entry<String, String> variable : TargetsFile.environment(clouds).entrySet()) {
      text = text.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return text;
  }
}
