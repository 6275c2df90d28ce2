package caravan.trace;

import caravan.model.PollError;
import java.time.Instant;

/**
 * A page that did not come, or came with an error.
 *
 * @param at when that was known
 * @param page page that was asked for, from 0
 * @param attempt attempt at that page, from 1
 * @param sent whether a request was sent; without one the poll was kept from asking
 * @param answered whether an answer came
 * @param error what happened, without secrets
 * @param body what was read of an answer too large to be one; else empty
 */
public record Failed(
    Instant at,
    int page,
    int attempt,
    boolean sent,
    boolean answered,
    PollError error,
    Body body) {}
