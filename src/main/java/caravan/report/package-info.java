/** Tells people how polls went: one log line each, and metrics. */
package caravan.report;
