/** Splits a page into rows and turns each into an observation or a dead letter. */
package caravan.poll.normalize;
