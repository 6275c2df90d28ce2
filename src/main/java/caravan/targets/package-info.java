/**
 * Reads {@code targets.yaml}: parses it with the place of every value, checks it against the
 * shipped schema and the loaded APIs, and turns it into targets. Every mistake is reported with its
 * remedy.
 */
package caravan.targets;
