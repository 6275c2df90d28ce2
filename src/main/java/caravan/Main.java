package caravan;

import caravan.doctor.Doctor;
import io.quarkus.runtime.Quarkus;

/** Where the product begins: without arguments it is the service, with arguments a subcommand. */
public final class Main {

  private Main() {}

  /**
   * Runs until the service is stopped or the subcommand has ended.
   *
   * @param arguments name of a subcommand and what it wants; none for the service
   */
  public static void main(String... arguments) {
    if (arguments.length == 0) {
      // Nothing of the subcommands is loaded: the service pays neither time nor memory for them.
      Quarkus.run();
    } else {
      System.exit(Doctor.run(arguments));
    }
  }
}
