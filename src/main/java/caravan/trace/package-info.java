/**
 * Shows requests to the vendors and their answers, without secrets: in the log, on demand and for a
 * limited time, or to other listeners.
 */
package caravan.trace;
