package caravan;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs while this is open, as text. */
public final class LogLines extends Handler implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger category;

  private LogLines(Logger category) {
    this.category = category;
  }

  /** Keeps what a class logs from now on. */
  public static LogLines of(Class<?> category) {
    return of(category.getName());
  }

  /** Keeps what a class that is not known here logs from now on. */
  public static LogLines of(String category) {
    LogLines lines = new LogLines(Logger.getLogger(category));
    lines.category.addHandler(lines);
    return lines;
  }

  /** Messages so far, each with its parameters filled in. */
  public List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord line) {
    Object[] parameters = line.getParameters();
    lines.add(
        parameters == null || parameters.length == 0
            ? line.getMessage()
            : String.format(line.getMessage(), parameters));
  }

  @Override
  public void flush() {
    // Lines are kept as they come.
  }

  @Override
  public void close() {
    category.removeHandler(this);
  }
}
