package caravan.observe.trace;

import java.time.Instant;
import java.util.Map;

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
