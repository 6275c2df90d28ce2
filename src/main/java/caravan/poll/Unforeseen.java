package caravan.poll;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Logs where a mistake of ours happened. Its message may quote a vendor and stays out. */
public final class Unforeseen {

  private static final Logger LOG = Logger.getLogger("caravan.poll.Failures");
  private static final int MAX_FRAMES = 8;

  private Unforeseen() {}

  /** Logs it. */
  public static void log(Throwable failure) {
    String where =
        Arrays.stream(failure.getStackTrace())
            .limit(MAX_FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < "));
    LOG.errorf("unforeseen failure=%s at=%s", failure.getClass().getName(), where);
  }
}
