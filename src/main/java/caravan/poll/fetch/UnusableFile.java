package caravan.poll.fetch;

import java.io.IOException;

/** A file that a setting names and that cannot be used; the message names both and the remedy. */
final class UnusableFile extends IOException {

  private static final long serialVersionUID = 1L;

  UnusableFile(String message) {
    super(message);
  }
}
