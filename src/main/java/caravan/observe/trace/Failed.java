package caravan.observe.trace;

import caravan.model.PollError;
import java.time.Instant;

/**
 * A page that was not received, or with an error.
 *
 * @param at when this was known
 * @param page page number, from 0
 * @param attempt attempt at that page, from 1
 * @param sent whether a request was sent, or the poll was kept from sending it
 * @param answered whether an answer was received
 * @param error what happened, without secrets
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
