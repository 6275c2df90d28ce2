package caravan.observe.trace;

import caravan.poll.Poll;

/** Listens to the requests and answers of some polls, on the thread of each poll. */
public interface TraceListener {

  /** Whether to listen to a poll; called for every attempt. */
  boolean watches(Poll poll);

  /** Bound on the bytes of a body to show. */
  int maxBodyBytes();

  /** A request is about to be sent. */
  void sent(Poll poll, Sent request);

  /** An answer was read in full, whatever it says. */
  void answered(Poll poll, Answered answer);

  /** An attempt at a page failed, with or without an answer, or was not made at all. */
  void failed(Poll poll, Failed failure);
}
