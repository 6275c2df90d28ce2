package caravan.poll;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that was read in full, handed through Camel as a stream without being copied. */
public final class ReplyBody extends ByteArrayInputStream {

  /** Takes the bytes over. */
  public ReplyBody(byte[] bytes) {
    super(bytes);
  }

  /** All bytes of a body from its beginning; null has none. */
  static byte[] bytes(InputStream body) throws IOException {
    if (body == null) {
      return new byte[0];
    }
    return body instanceof ReplyBody known ? known.take() : body.readAllBytes();
  }

  private synchronized byte[] take() {
    byte[] taken = pos == 0 ? buf : readAllBytes();
    buf = new byte[0];
    pos = 0;
    count = 0;
    return taken;
  }
}
