package caravan.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One call with the answer that it got.
 *
 * @param call what was asked
 * @param at when the answer began to go out; nobody has read it before
 * @param status HTTP status
 * @param body body without compression, empty when there is none
 */
public record Answered(Call call, Instant at, int status, byte[] body) {

  /** Body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Shows what was called; the body holds personal data. */
  @Override
  public String toString() {
    return "Answered[" + at + " " + status + " " + call + "]";
  }
}
