/** Metrics of polls and one log line per poll. */
package caravan.observe;
