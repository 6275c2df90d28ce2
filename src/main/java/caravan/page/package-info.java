/** Reads an answer as a page and finds where the next page starts. */
package caravan.page;
