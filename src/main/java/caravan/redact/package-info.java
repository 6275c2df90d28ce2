/** Removes secrets and hidden characters from text before anybody may read it. */
package caravan.redact;
