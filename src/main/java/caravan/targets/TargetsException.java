package caravan.targets;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The targets cannot be used; says everything that is wrong with them, in order of file and line.
 */
public final class TargetsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * A refusal of all files.
   *
   * @param problems what is wrong; at least one
   */
  public TargetsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in order of file and line. */
  public List<Problem> problems() {
    return problems;
  }
}
