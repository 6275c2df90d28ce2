package caravan.doctor.command;

import io.smallrye.config.ConfigValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Why the product could not be started, for the person who set it up. */
public final class StartFailure extends Exception {

  private static final long serialVersionUID = 1L;
  private static final Pattern CODE = Pattern.compile("\\b(?:SRCFG\\d+|java\\.[\\w.]+Exception): ");

  private final transient List<String> problems;

  private StartFailure(List<String> problems) {
    super(String.join("\n", problems), null, false, false);
    this.problems = problems;
  }

  /** One problem per setting, or the one that ended the start. */
  public static StartFailure of(Throwable failure) {
    return new StartFailure(problems(failure));
  }

  private static List<String> problems(Throwable failure) {
    List<String> problems = new ArrayList<>();
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof ConfigValidationException invalid) {
        problems.clear();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
          problems.add(CODE.matcher(invalid.getProblem(i).getMessage()).replaceAll(""));
        }
        return problems;
      }
      if (one.getMessage() != null) {
        problems.clear();
        problems.add(one.getMessage());
      }
    }
    return problems.isEmpty() ? List.of(failure.getClass().getName()) : problems;
  }

  /** The problems, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
