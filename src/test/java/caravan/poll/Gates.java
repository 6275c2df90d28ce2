package caravan.poll;

import caravan.Fixtures;
import caravan.cloud.ApiParts;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Takes attempts through some gates, step by step as the route does; for tests. */
public final class Gates {

  private static final ApiParts SILENT = new ApiParts(null, (api, status, envelope) -> null, null);
  private static final Request REQUEST =
      new Request("GET", "https", "example.com", "/", "", Map.of(), new byte[0]);

  private final Attempts attempts;

  /** Takes the gates in the order in which they are passed. */
  public Gates(AttemptGate... gates) {
    this(List.of(gates));
  }

  /** Takes the gates in the order in which they are passed. */
  public Gates(List<AttemptGate> gates) {
    attempts = new Attempts(gates);
  }

  /** Begins an attempt of a poll. */
  public void pass(Poll poll) throws PageFailure {
    if (poll.parts() == null) {
      poll.begin(SILENT);
    }
    attempts.begin(poll, null);
  }

  /** The request was signed at that time and is sent. */
  public void sending(Poll poll, Instant signedAt, Duration correction) {
    poll.attempt().sending(REQUEST, signedAt, correction);
  }

  /** The request was signed by a clock that is right and is sent. */
  public void sending(Poll poll) {
    sending(poll, Fixtures.SLOT, Duration.ZERO);
  }

  /** An answer with these headers and no body was read. */
  public void answered(Poll poll, Map<String, Object> headers) throws PageFailure {
    attempts.answered(poll, new ByteArrayInputStream(new byte[0]), 200, headers);
  }

  /** The answer is an empty page. */
  public void accepted(Poll poll) {
    accepted(poll, Fixtures.page(poll.attempt().page()));
  }

  /** The answer is a page. */
  public void accepted(Poll poll, Page page) {
    attempts.accepted(poll, page);
  }

  /** The page failed with an error, as a step that knows it says. */
  public void failed(Poll poll, PollError error) {
    failed(poll, new PageFailure(error, null));
  }

  /** A step of the page threw. */
  public void failed(Poll poll, Exception failure) {
    attempts.failed(poll, failure);
  }
}
