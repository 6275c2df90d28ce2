package caravan.bench;

/**
 * What a state of many subjects takes in memory and time, without Kafka. Each case runs in a
 * process of its own with a heap of 1 GiB: the heap that 10⁶ subjects must fit into.
 */
final class StateBench {

  private StateBench() {}

  static void run() throws Exception {
    Results results = new Results("state");
    for (int[] one :
        new int[][] {{10_000, 100}, {100_000, 100}, {200_000, 10_000}, {1_000_000, 100}}) {
      results.add(
          Child.run("1g", StateMeasure.class, Integer.toString(one[0]), Integer.toString(one[1])));
    }
    results.write();
  }
}
