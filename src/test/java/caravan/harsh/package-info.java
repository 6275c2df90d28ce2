/**
 * Harsh runs: the packaged product while a part of what it needs fails, again and again, at moments
 * that a seed decides. Each has a short form for every thorough build and goes on for longer by
 * hand. One ledger judges them all.
 */
package caravan.harsh;
