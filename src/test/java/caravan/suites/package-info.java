/** The order of tests: those that share an application, in one go and first. */
package caravan.suites;
