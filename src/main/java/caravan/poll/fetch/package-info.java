/** Sends a signed request to its vendor and reads the answer within bounds. */
package caravan.poll.fetch;
