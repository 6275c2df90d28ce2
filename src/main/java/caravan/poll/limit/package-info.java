/** What may hold an attempt back: rate, credentials, circuits, memory; and retries. */
package caravan.poll.limit;
