/** Judges what a poll proved and compares it with what was known before. */
package caravan.state;
