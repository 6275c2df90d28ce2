/** Compares what a poll saw with what was known, and writes its marker. */
package caravan.poll.compare;
