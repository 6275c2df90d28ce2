package caravan.model;

import java.io.IOException;

/** An answer that could not be read, with its error and what was read of the body. */
public final class PageFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient PollError error;
  private final transient byte[] body;

  /** Creates a failure; the body is the beginning of a page for a dead letter, or null. */
  public PageFailure(PollError error, byte[] body) {
    // Not the code: it is the vendor's, who may put anything there, and Camel logs the message.
    super(error.reason());
    this.error = error;
    this.body = body;
  }

  /** What happened. */
  public PollError error() {
    return error;
  }

  /** Beginning of the body if it belongs in a dead letter, or null. */
  public byte[] body() {
    return body;
  }
}
