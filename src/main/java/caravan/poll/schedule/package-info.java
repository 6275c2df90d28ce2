/** Due scopes, their slots, and the queue for threads. */
package caravan.poll.schedule;
