package caravan.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the fuzzer calls in its process: names and parameters of the two static methods are its own.
 * Several targets can share a process, because starting one takes longer than a target of a short
 * run gets: the first byte of an input says which target the rest is for. What is thrown and what
 * takes too long the fuzzer sees; what an input costs in memory is watched here.
 */
public final class Fuzzing {

  /** What an input may allocate, whatever its length, and for each of its bytes. */
  private static final long MOST_ALLOCATED = 64L * 1024 * 1024;

  private static final long MOST_ALLOCATED_PER_BYTE = 16 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<FuzzTarget> TARGETS = new ArrayList<>();

  private Fuzzing() {}

  /**
   * Prepares the targets that the arguments name. They are fed their seeds, so that what is only
   * made once is not counted as the cost of an input.
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
    if (input.length == 0) {
      return;
    }
    FuzzTarget target = TARGETS.get(number(input, TARGETS.size()));
    byte[] rest = rest(input);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    target.takes(rest);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > MOST_ALLOCATED + MOST_ALLOCATED_PER_BYTE * rest.length) {
      throw new AssertionError(
          "an input of " + rest.length + " bytes allocated " + allocated + " bytes");
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
