package caravan.harsh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * The clock of a process that runs with {@link ClockAgent}: the machine's, and what a file adds to
 * it, which the process of the test writes. It is loaded by the boot loader, where the JDK's own
 * classes see it.
 */
public final class SetClock {

  private static final ByteBuffer ADDED = added();

  private SetClock() {}

  private static ByteBuffer added() {
    Path file = Path.of(System.getProperty("harsh.clock"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In place of {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + ADDED.getLong(0);
  }

  /** What the clock shows when the machine's shows {@code now}. */
  public static Instant of(Instant now) {
    long added = ADDED.getLong(0);
    return added == 0 ? now : now.plusMillis(added);
  }
}
