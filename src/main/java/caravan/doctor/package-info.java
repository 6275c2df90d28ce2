/**
 * Subcommands of the product: they look at an installation and say in plain words what is wrong.
 */
package caravan.doctor;
