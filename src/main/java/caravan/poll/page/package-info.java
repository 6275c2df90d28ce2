/** Reads a page and finds where the next one starts. */
package caravan.poll.page;
