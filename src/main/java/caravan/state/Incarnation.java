package caravan.state;

import caravan.event.Identity;
import java.time.Instant;

/**
 * One life of a subject.
 *
 * @param identity its last state
 * @param scheduledAt slot of the poll that published the last event
 */
public record Incarnation(Identity identity, Instant scheduledAt) implements Identity.Identified {}
