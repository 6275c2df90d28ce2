/**
 * Brings one answer: what is asked, how it is read within bounds, and what an error answer means.
 */
package caravan.fetch;
