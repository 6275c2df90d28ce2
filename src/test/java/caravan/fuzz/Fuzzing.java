package caravan.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the fuzzer calls in its process: names and parameters of the public methods are its own.
 * Several targets can share a process, because starting one takes longer than a target of a short
 * run gets: the first byte of an input says which target the rest is for. What is thrown, what
 * takes too long and what does not fit into the heap is seen by the fuzzer.
 */
public final class Fuzzing {

  /** How a line of the log begins that counts the inputs of a target. */
  static final String COUNTS = "fed ";

  private static final List<FuzzTarget> TARGETS = new ArrayList<>();

  private static int[] fed = {};
  private static int[] taken = {};

  private Fuzzing() {}

  /**
   * Prepares the targets that the arguments name. They are fed their seeds, so that what is only
   * done once does not count as the time of an input.
   */
  public static void fuzzerInitialize(String[] names) throws Exception {
    for (String name : names) {
      FuzzTarget target = FuzzTargets.target(name);
      TARGETS.add(target);
      for (byte[] seed : target.seeds()) {
        target.takes(seed);
      }
    }
    fed = new int[TARGETS.size()];
    taken = new int[TARGETS.size()];
  }

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length > 0) {
      int target = number(input, TARGETS.size());
      fed[target]++;
      if (TARGETS.get(target).takes(rest(input))) {
        taken[target]++;
      }
    }
  }

  /** Says what each target was fed. */
  public static void fuzzerTearDown() {
    for (int i = 0; i < TARGETS.size(); i++) {
      System.err.printf(
          "%s%s: %d inputs, %d taken%n",
          COUNTS, TARGETS.get(i).getClass().getSimpleName(), fed[i], taken[i]);
    }
  }

  /** Which of so many targets an input is for. */
  static int number(byte[] input, int targets) {
    return (input[0] & 0xff) % targets;
  }

  /** The input as its target gets it. */
  static byte[] rest(byte[] input) {
    return Arrays.copyOfRange(input, 1, input.length);
  }
}
