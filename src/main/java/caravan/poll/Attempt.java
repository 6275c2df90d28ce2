package caravan.poll;

import caravan.model.Credential;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * One request at one page: the credential it is signed with, its times, its answer, and the permits
 * that are open for it. It belongs to the thread of its poll.
 */
public final class Attempt {

  private final Poll poll;
  private final Walk walk;
  private final int page;
  private final int number;
  private final Deque<Permit> permits = new ArrayDeque<>();
  private Credential credential;
  private Instant signedAt;
  private Duration correction = Duration.ZERO;
  private long sentNanos;
  private boolean sent;
  private Reply reply;
  private Exception failure;

  Attempt(Poll poll) {
    this.poll = poll;
    this.walk = poll.walk();
    this.page = walk.cursor().page();
    this.number = walk.failedAttempts() + 1;
  }

  /** Holds a permit until the attempt ends. */
  void hold(Permit permit) {
    permits.addLast(permit);
  }

  /** The poll that makes it. */
  public Poll poll() {
    return poll;
  }

  /** Page it asks for, from 0. */
  public int page() {
    return page;
  }

  /** Attempt at that page, from 1; one that was kept from being sent does not count. */
  public int number() {
    return sent ? number : Math.max(1, walk.failedAttempts());
  }

  /** Whether the page was asked for before. */
  public boolean isRepeated() {
    return number > 1;
  }

  /** The credential that the request is signed with; null before it was chosen. */
  public Credential credential() {
    return credential;
  }

  /** Chooses the credential. */
  public void signWith(Credential chosen) {
    credential = chosen;
  }

  /** This machine's time when the request was signed; null before. */
  public Instant signedAt() {
    return signedAt;
  }

  /** What was added to this machine's time in the signature. */
  public Duration correction() {
    return correction;
  }

  /**
   * Takes the signed request, which is sent next.
   *
   * @param request the request
   * @param now this machine's time
   * @param added what was added to it in the signature
   */
  public void sending(Request request, Instant now, Duration added) {
    signedAt = now;
    correction = added;
    sent = true;
    walk.asked();
    permits.forEach(permit -> permit.sending(request));
    sentNanos = System.nanoTime();
  }

  /** Whether the request was handed to the HTTP client. */
  public boolean sent() {
    return sent;
  }

  /** Time since the request was handed to the HTTP client. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - sentNanos);
  }

  void answered(Reply answer) {
    reply = answer;
    permits.forEach(permit -> permit.answered(answer));
  }

  /** The answer; null when none was read in full, and once the attempt is over. */
  public Reply reply() {
    return reply;
  }

  /** Why it failed; null when it did not. */
  public Exception failure() {
    return failure;
  }

  void accepted(Page answer) {
    end(permit -> permit.accepted(answer));
  }

  void failed(PollError error, Exception cause) {
    failure = cause;
    end(permit -> permit.failed(error));
  }

  /** Tells each permit once, the last first; one that throws keeps nothing from the others. */
  private void end(Consumer<Permit> how) {
    for (Iterator<Permit> last = permits.descendingIterator(); last.hasNext(); ) {
      Permit permit = last.next();
      last.remove();
      try {
        how.accept(permit);
      } catch (RuntimeException | Error unforeseen) {
        Unforeseen.log(unforeseen);
      }
    }
    // Its body would stay in memory while the poll waits for the next attempt.
    reply = null;
  }
}
