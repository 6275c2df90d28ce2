package caravan.observe.trace;

import caravan.model.PollError;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.Map;

/** Listens to the requests and answers of some polls, on the thread of each poll. */
public interface TraceListener {

  /**
   * A request as it is sent, without secrets.
   *
   * @param page page number, from 0
   * @param attempt attempt at that page, from 1
   * @param headers headers by name, except those the HTTP client adds
   */
  public record Sent(
      Instant at,
      int page,
      int attempt,
      String method,
      String url,
      Map<String, String> headers,
      Body body) {}

  /**
   * An answer as it was received, without secrets.
   *
   * @param at when its last byte had been read
   * @param millis time since the request was handed to the HTTP client
   * @param page page number, from 0
   * @param attempt attempt at that page, from 1
   * @param body body after decompression
   */
  public record Answered(
      Instant at,
      long millis,
      int page,
      int attempt,
      int status,
      Map<String, String> headers,
      Body body) {}

  /**
   * A failed attempt at a page, without secrets.
   *
   * @param page page number, from 0
   * @param attempt attempt at that page, from 1
   * @param sent whether a request was sent; false if the attempt was held back
   * @param body what was read of an answer that is too large; else empty
   */
  public record Failed(
      Instant at,
      int page,
      int attempt,
      boolean sent,
      boolean answered,
      PollError error,
      Body body) {}

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
