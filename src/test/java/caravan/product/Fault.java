package caravan.product;

import caravan.simulator.Answer;
import caravan.simulator.Call;
import java.util.List;
import java.util.function.Function;

/**
 * One thing that a vendor does wrong, to one account that has nothing but this fault.
 *
 * @param name name of the account, and of the resource that is listed
 * @param api which listing
 * @param what what the vendor does, for people
 * @param more further lines of the target, its period among them if it has another; empty for none
 * @param answers answer of a call; null for what the simulated vendor says by itself
 * @param says what the markers may say, as {@code verdict reason code} with a dash for what is
 *     missing; the first must be said, each marker says one of them
 */
record Fault(
    String name,
    String api,
    String what,
    String more,
    Function<Call, Answer> answers,
    List<String> says) {

  /** Verdict, reason and code of a marker in one text. */
  static String said(Published marker) {
    return marker.text("/report/status")
        + " "
        + orDash(marker.text("/report/reason"))
        + " "
        + orDash(marker.text("/report/error/code"));
  }

  private static String orDash(String text) {
    return text == null ? "-" : text;
  }

  /** Whether its polls see everything in spite of it. */
  boolean isHarmless() {
    return says.get(0).startsWith("complete ");
  }

  /** This fault with further lines of its target. */
  Fault with(String lines) {
    return new Fault(name, api, what, lines, answers, says);
  }

  @Override
  public String toString() {
    return name + " (" + what + ")";
  }
}
