package caravan.targets;

import java.util.List;
import java.util.stream.Collectors;

/** The targets cannot be used; the message lists all problems, in order of file and line. */
public final class TargetsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Refuses all files for at least one problem. */
  public TargetsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in order of file and line. */
  public List<Problem> problems() {
    return problems;
  }
}
