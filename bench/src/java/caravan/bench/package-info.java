/**
 * Benchmarks of the product. They are run by hand and judge nothing: the figures are for people.
 * Nothing of this enters the product artifact or the tests.
 */
package caravan.bench;
