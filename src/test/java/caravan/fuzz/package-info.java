/**
 * Coverage-guided fuzzing: what is fuzzed says so in a class {@code <What>Fuzz} beside it, and what
 * finds, feeds and judges those classes is here.
 */
package caravan.fuzz;
