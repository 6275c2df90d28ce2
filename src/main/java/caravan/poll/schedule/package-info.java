/** Decides which scopes are due, and what one poll may take of time and of the vendor's limits. */
package caravan.poll.schedule;
