package caravan.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the log of the product: one line for each poll, written once its events are visible. */
final class PolledLog {

  /**
   * A poll that was published.
   *
   * @param at when the line was written
   * @param list the resource it listed
   * @param rows rows it read
   * @param events events it published
   */
  record Polled(Instant at, String list, int rows, int events) {}

  private static final Pattern LINE =
      Pattern.compile(
          "^(\\S+) .* poll api=\\S+ scope=\\S+/([^/ ]+)/poll/\\S+ .*verdict=complete "
              + ".*rows=(\\d+) .*events=(\\d+)");

  private final Path file;
  private long read;

  PolledLog(Path file) {
    this.file = file;
  }

  /** Polls whose lines were written since the last call. */
  List<Polled> more() throws IOException {
    List<Polled> polls = new ArrayList<>();
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(log.length() - read)];
      log.seek(read);
      log.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      read += end;
      for (String line : new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n")) {
        Matcher poll = LINE.matcher(line);
        if (poll.find()) {
          polls.add(
              new Polled(
                  OffsetDateTime.parse(poll.group(1)).toInstant(),
                  poll.group(2),
                  Integer.parseInt(poll.group(3)),
                  Integer.parseInt(poll.group(4))));
        }
      }
    }
    return polls;
  }
}
