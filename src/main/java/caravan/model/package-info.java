/**
 * The values that the stages hand to each other, and the recipes of identity they share (paths,
 * ids, hashes). This package imports nothing else of Caravan.
 */
package caravan.model;
