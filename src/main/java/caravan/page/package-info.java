/** Reads an answer as a page and finds where the next one starts. */
package caravan.page;
