/** Everything that removes a secret, once. */
package caravan.redact;
