package caravan.fuzz;

import java.util.List;

/**
 * One parser or normalizer under fuzzing. A class that implements this is public, has a constructor
 * without parameters and a name that ends in {@code Fuzz}; then {@link FuzzTargets} finds it.
 */
public interface FuzzTarget {

  /**
   * Feeds it one input. Exceptions that it declares for bad input are caught here, by their own
   * type and no wider one; whatever else is thrown is a finding. So is an {@link AssertionError},
   * for what must hold of the result.
   *
   * @param input any bytes
   * @return whether the input was taken; false when it was refused as declared
   * @throws Exception a finding
   */
  boolean takes(byte[] input) throws Exception;

  /** Inputs to start from, some of which are taken: the examples and fixtures there are. */
  List<byte[]> seeds();
}
