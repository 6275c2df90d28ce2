package caravan.demo;

/**
 * What the person at the terminal asked for.
 *
 * @param simulatorPort port of the simulated clouds, 0 for a free one
 * @param kafkaPort port of the broker, 0 for a free one
 * @param managementPort port of the product's health and metrics, 0 for a free one
 * @param seconds when to stop by itself, counted from the first event; 0 for never
 * @param seed decides what happens in the simulated clouds
 * @param quiet whether lines about complete polls are left out
 * @param help whether only the usage is wanted
 */
record Options(
    int simulatorPort,
    int kafkaPort,
    int managementPort,
    int seconds,
    long seed,
    boolean quiet,
    boolean help) {

  static final String USAGE =
      """
      Usage: Demo [options]
        --seconds N           stop by itself N seconds after the first event (default: never)
        --quiet               leave out the lines about complete polls
        --seed N              another life in the simulated clouds (default 1)
        --simulator-port N    port of the simulated clouds (default: a free one)
        --kafka-port N        port of the Kafka broker (default: a free one)
        --management-port N   port of health and metrics (default: a free one)
        --help                show this
      NO_COLOR=1 switches colours off.
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for the person
   */
  static Options parse(String... arguments) {
    int simulatorPort = 0;
    int kafkaPort = 0;
    int managementPort = 0;
    int seconds = 0;
    long seed = 1;
    boolean quiet = false;
    boolean help = false;
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      switch (name) {
        case "--quiet" -> quiet = true;
        case "--help" -> help = true;
        case "--seconds" -> seconds = (int) number(name, arguments, ++i, 1, 86_400);
        case "--seed" -> seed = number(name, arguments, ++i, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--simulator-port" -> simulatorPort = (int) number(name, arguments, ++i, 0, 65_535);
        case "--kafka-port" -> kafkaPort = (int) number(name, arguments, ++i, 0, 65_535);
        case "--management-port" -> managementPort = (int) number(name, arguments, ++i, 0, 65_535);
        default -> throw new IllegalArgumentException("Unknown option " + name + ".");
      }
    }
    return new Options(simulatorPort, kafkaPort, managementPort, seconds, seed, quiet, help);
  }

  private static long number(String name, String[] arguments, int at, long least, long most) {
    try {
      long value = Long.parseLong(at < arguments.length ? arguments[at] : "");
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Option " + name + " needs a whole number.", e);
    }
    throw new IllegalArgumentException(
        "Option " + name + " takes a number from " + least + " to " + most + ".");
  }
}
