package caravan.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the fuzzer calls in its process: names and parameters of the two static methods are its own.
 * Several targets can share a process, because starting one takes longer than a target of a short
 * run gets: the first byte of an input says which target the rest is for. What is thrown, what
 * takes too long and what does not fit into the heap is seen by the fuzzer.
 */
public final class Fuzzing {

  private static final List<FuzzTarget> TARGETS = new ArrayList<>();

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
  }

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length > 0) {
      TARGETS.get(number(input, TARGETS.size())).takes(rest(input));
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
