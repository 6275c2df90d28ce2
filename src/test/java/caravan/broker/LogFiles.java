package caravan.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Damage to the log segments of a broker that does not run. */
public final class LogFiles {

  /** Behind the 61 bytes that a batch begins with. */
  private static final long BYTE_OF_A_RECORD = 90;

  private LogFiles() {}

  /** Changes one bit in the first batch of a segment. */
  public static void flipBit(Path log) throws IOException {
    try (FileChannel file =
        FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, BYTE_OF_A_RECORD);
      one.put(0, (byte) (one.get(0) ^ 1)).rewind();
      file.write(one, BYTE_OF_A_RECORD);
    }
  }
}
