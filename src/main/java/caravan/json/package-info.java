/** The ground: canonical JSON text, hashes and instants. */
package caravan.json;
