/** Tells people how polls go: metrics and one log line each. */
package caravan.observe;
