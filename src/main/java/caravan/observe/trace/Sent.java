package caravan.observe.trace;

import java.time.Instant;
import java.util.Map;

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
