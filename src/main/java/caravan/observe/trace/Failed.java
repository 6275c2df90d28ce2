package caravan.observe.trace;

import caravan.model.PollError;
import java.time.Instant;

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
