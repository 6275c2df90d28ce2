package caravan.poll;

import java.util.Map;

/**
 * One HTTP answer, read in full.
 *
 * @param status HTTP status
 * @param headers headers by name; look-ups ignore case
 * @param body body after decompression; empty when there is none
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {

  /** Value of a header, whatever the case of its name, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  /** Only the status: a vendor may repeat what it was sent. */
  @Override
  public String toString() {
    return "Reply[status " + status + "]";
  }
}
