/**
 * Shows what goes to the vendors and what comes back, without secrets: to the log, on demand and
 * for a limited time, or to whoever else listens.
 */
package caravan.trace;
