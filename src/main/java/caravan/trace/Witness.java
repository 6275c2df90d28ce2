package caravan.trace;

import caravan.poll.Poll;

/** Is told of the requests and answers of the polls that it watches, on the thread of each poll. */
public interface Witness {

  /** Whether it wants to be told of a poll; asked for every request. */
  boolean watches(Poll poll);

  /** Most bytes of a body that it wants to see. */
  int mostBytes();

  /** A request is about to be sent. */
  void sent(Poll poll, Sent request);

  /** An answer was read in full, whatever it says. */
  void answered(Poll poll, Answered answer);

  /** An attempt at a page failed, with or without an answer, or was not even made. */
  void failed(Poll poll, Failed failure);
}
