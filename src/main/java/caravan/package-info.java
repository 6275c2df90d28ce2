/**
 * Where the product begins. Each room below has one subject; {@code docs/architecture.md} shows
 * them.
 */
package caravan;
